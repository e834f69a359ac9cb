using Fractional.Api.Vaults;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api;

/// <summary>Fifty names that imitate well-known ones or hide something, and honest names in many scripts.</summary>
public sealed class NameCheckTests
{
    [Theory]
    [InlineData("", NameDoubt.Empty)]
    [InlineData("   ", NameDoubt.Empty)]
    [InlineData("\u200b\u200b", NameDoubt.Empty)]
    [InlineData("\u3164", NameDoubt.Empty)]
    [InlineData("\u2800\u2800", NameDoubt.Empty)]
    [InlineData("\u202eskunPotpyrC", NameDoubt.Bidi)]
    [InlineData("Crypto\u202ePunks", NameDoubt.Bidi)]
    [InlineData("Azuki\u200f", NameDoubt.Bidi)]
    [InlineData("\u2066Doodles\u2069", NameDoubt.Bidi)]
    [InlineData("\u061cMeebits", NameDoubt.Bidi)]
    [InlineData("BAYC\u200e", NameDoubt.Bidi)]
    [InlineData("Crypto\u200bPunks", NameDoubt.Invisible)]
    [InlineData("Bored\u00a0Ape", NameDoubt.Invisible)]
    [InlineData("Azuki\u0000", NameDoubt.Invisible)]
    [InlineData("Moon\nbirds", NameDoubt.Invisible)]
    [InlineData("\ufeffPudgy Penguins", NameDoubt.Invisible)]
    [InlineData("Dood\u00adles", NameDoubt.Invisible)]
    [InlineData("Clone\u2060X", NameDoubt.Invisible)]
    [InlineData("Mee\u200cbits", NameDoubt.Invisible)]
    [InlineData("Azuki\ufe00", NameDoubt.Invisible)]
    [InlineData("Punks\ue000", NameDoubt.Invisible)]
    [InlineData("Azuki\u3164", NameDoubt.Invisible)]
    [InlineData("\u001b[31mAzuki", NameDoubt.Invisible)]
    [InlineData("CryptoPun\u043as", NameDoubt.MixedScript)]
    [InlineData("\u0421ryptoPunks", NameDoubt.MixedScript)]
    [InlineData("Bored \u0410pe", NameDoubt.MixedScript)]
    [InlineData("Bor\u0435d Ape", NameDoubt.MixedScript)]
    [InlineData("\u0391zuki", NameDoubt.MixedScript)]
    [InlineData("Azuk\u03b9", NameDoubt.MixedScript)]
    [InlineData("M\u043e\u043enbirds", NameDoubt.MixedScript)]
    [InlineData("D\u0585\u0585dles", NameDoubt.MixedScript)]
    [InlineData("\u13aazuki", NameDoubt.MixedScript)]
    [InlineData("\ua4d0ored Ape", NameDoubt.MixedScript)]
    [InlineData("\u15f7ored Ape", NameDoubt.MixedScript)]
    [InlineData("Me\u0435bits", NameDoubt.MixedScript)]
    [InlineData("Crypto\u200bPunk\u0455", NameDoubt.MixedScript)]
    [InlineData("\u0412\u0410\u0423\u0421", NameDoubt.Confusable)]
    [InlineData("\u039c\u0391\u03a5\u03a7", NameDoubt.Confusable)]
    [InlineData("\ua4d0\ua4ee\ua4ec\ua4da", NameDoubt.Confusable)]
    [InlineData("\uff22\uff21\uff39\uff23", NameDoubt.Confusable)]
    [InlineData("\U0001d401ored Ape", NameDoubt.Confusable)]
    [InlineData("\u24b6zuki", NameDoubt.Confusable)]
    [InlineData("\U0001f130zuki", NameDoubt.Confusable)]
    [InlineData("Azuk\u0131", NameDoubt.Confusable)]
    [InlineData("Doodle\u017f", NameDoubt.Confusable)]
    [InlineData("\u1d00zuki", NameDoubt.Confusable)]
    [InlineData("Pud\u0261y Penguins", NameDoubt.Confusable)]
    [InlineData("\u212azuki", NameDoubt.Confusable)]
    [InlineData("B0red Ape", NameDoubt.Confusable)]
    [InlineData("Azu\u0335ki", NameDoubt.Confusable)]
    public void A_spoof_is_flagged(string name, NameDoubt warning) =>
        NameCheck.Of(name).Select(found => found.Warning).ShouldContain(warning);

    [Theory]
    [InlineData("CryptoPunks")]
    [InlineData("Bored Ape Yacht Club #1234")]
    [InlineData("Two punks")]
    [InlineData("2P")]
    [InlineData("0xPunks")]
    [InlineData("Punks 100")]
    [InlineData("Кошки Москвы")]
    [InlineData("Αθηνά")]
    [InlineData("村上隆 Flowers")]
    [InlineData("無聊猿Club")]
    [InlineData("Müllers Äpfel")]
    [InlineData("Cafe\u0301 Noir")]
    [InlineData("قطط")]
    [InlineData("Fidenza-7 (final)!")]
    [InlineData("Moon 🌕 & Sun ☀️")]
    public void An_honest_name_is_left_in_peace(string name) => NameCheck.Of(name).ShouldBeEmpty();

    [Fact]
    public void The_code_point_is_named() =>
        NameCheck.Of("Azuk\u0131").ShouldBe([(NameDoubt.Confusable, "U+0131 is a letter in disguise")]);
}
