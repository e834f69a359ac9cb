using Fractional.Api.Vaults;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api;

/// <summary>Fifty names that imitate well-known ones or hide something, and honest names in many scripts.</summary>
public sealed class NameCheckTests
{
    [Theory]
    [InlineData("", NameWarning.Empty)]
    [InlineData("   ", NameWarning.Empty)]
    [InlineData("\u200b\u200b", NameWarning.Empty)]
    [InlineData("\u3164", NameWarning.Empty)]
    [InlineData("\u2800\u2800", NameWarning.Empty)]
    [InlineData("\u202eskunPotpyrC", NameWarning.Bidi)]
    [InlineData("Crypto\u202ePunks", NameWarning.Bidi)]
    [InlineData("Azuki\u200f", NameWarning.Bidi)]
    [InlineData("\u2066Doodles\u2069", NameWarning.Bidi)]
    [InlineData("\u061cMeebits", NameWarning.Bidi)]
    [InlineData("BAYC\u200e", NameWarning.Bidi)]
    [InlineData("Crypto\u200bPunks", NameWarning.Invisible)]
    [InlineData("Bored\u00a0Ape", NameWarning.Invisible)]
    [InlineData("Azuki\u0000", NameWarning.Invisible)]
    [InlineData("Moon\nbirds", NameWarning.Invisible)]
    [InlineData("\ufeffPudgy Penguins", NameWarning.Invisible)]
    [InlineData("Dood\u00adles", NameWarning.Invisible)]
    [InlineData("Clone\u2060X", NameWarning.Invisible)]
    [InlineData("Mee\u200cbits", NameWarning.Invisible)]
    [InlineData("Azuki\ufe00", NameWarning.Invisible)]
    [InlineData("Punks\ue000", NameWarning.Invisible)]
    [InlineData("Azuki\u3164", NameWarning.Invisible)]
    [InlineData("\u001b[31mAzuki", NameWarning.Invisible)]
    [InlineData("CryptoPun\u043as", NameWarning.MixedScript)]
    [InlineData("\u0421ryptoPunks", NameWarning.MixedScript)]
    [InlineData("Bored \u0410pe", NameWarning.MixedScript)]
    [InlineData("Bor\u0435d Ape", NameWarning.MixedScript)]
    [InlineData("\u0391zuki", NameWarning.MixedScript)]
    [InlineData("Azuk\u03b9", NameWarning.MixedScript)]
    [InlineData("M\u043e\u043enbirds", NameWarning.MixedScript)]
    [InlineData("D\u0585\u0585dles", NameWarning.MixedScript)]
    [InlineData("\u13aazuki", NameWarning.MixedScript)]
    [InlineData("\ua4d0ored Ape", NameWarning.MixedScript)]
    [InlineData("\u15f7ored Ape", NameWarning.MixedScript)]
    [InlineData("Me\u0435bits", NameWarning.MixedScript)]
    [InlineData("Crypto\u200bPunk\u0455", NameWarning.MixedScript)]
    [InlineData("\u0412\u0410\u0423\u0421", NameWarning.Confusable)]
    [InlineData("\u039c\u0391\u03a5\u03a7", NameWarning.Confusable)]
    [InlineData("\ua4d0\ua4ee\ua4ec\ua4da", NameWarning.Confusable)]
    [InlineData("\uff22\uff21\uff39\uff23", NameWarning.Confusable)]
    [InlineData("\U0001d401ored Ape", NameWarning.Confusable)]
    [InlineData("\u24b6zuki", NameWarning.Confusable)]
    [InlineData("\U0001f130zuki", NameWarning.Confusable)]
    [InlineData("Azuk\u0131", NameWarning.Confusable)]
    [InlineData("Doodle\u017f", NameWarning.Confusable)]
    [InlineData("\u1d00zuki", NameWarning.Confusable)]
    [InlineData("Pud\u0261y Penguins", NameWarning.Confusable)]
    [InlineData("\u212azuki", NameWarning.Confusable)]
    [InlineData("B0red Ape", NameWarning.Confusable)]
    [InlineData("Azu\u0335ki", NameWarning.Confusable)]
    public void A_spoof_is_flagged(string name, NameWarning warning) =>
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
        NameCheck.Of("Azuk\u0131").ShouldBe([(NameWarning.Confusable, "U+0131 is a letter in disguise")]);
}
