using System.Net;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Messages;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api.Edge;

/// <summary>Sign-in with Ethereum: what is refused, and what a session then is.</summary>
public sealed class SessionTests : IAsyncLifetime
{
    readonly PrivateKey ada = PrivateKey.Generate(), ben = PrivateKey.Generate();
    EdgeStage stage = null!;

    public async Task InitializeAsync() => stage = await EdgeStage.Open();

    public async Task DisposeAsync()
    {
        await stage.DisposeAsync();
        ada.Dispose();
        ben.Dispose();
    }

    async Task<string> Message(string? domain = null, ulong chainId = 1, string more = "") =>
        stage.Message(ada.Address, await stage.Nonce(), domain, chainId, more: more);

    [Fact]
    public async Task A_nonce_serves_one_sign_in()
    {
        var message = await Message();
        (await stage.SignIn(message, ada)).Status.ShouldBe(HttpStatusCode.Created);
        (await stage.SignIn(message, ada)).Problem(401, "nonce-unknown");
    }

    [Fact]
    public async Task A_nonce_serves_one_try_even_a_wrong_one()
    {
        var message = await Message();
        (await stage.SignIn(message, ben)).Problem(401, "signature-mismatch");
        (await stage.SignIn(message, ada)).Problem(401, "nonce-unknown");
    }

    [Fact]
    public async Task A_nonce_of_somebody_elses_making_is_unknown() =>
        (await stage.SignIn(stage.Message(ada.Address, "abcdefgh12345678"), ada)).Problem(401, "nonce-unknown");

    [Fact]
    public async Task A_nonce_ends_after_five_minutes()
    {
        var message = await Message();
        stage.Clock.Advance(TimeSpan.FromMinutes(5));
        (await stage.SignIn(message, ada)).Problem(401, "nonce-unknown");
        var another = await Message();
        stage.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        (await stage.SignIn(another, ada)).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost")]
    [InlineData("127.0.0.1:1")]
    [InlineData("localhost.evil.example:80")]
    public async Task A_message_for_another_domain_is_refused_and_costs_no_nonce(string domain)
    {
        var nonce = await stage.Nonce();
        (await stage.SignIn(stage.Message(ada.Address, nonce, domain), ada)).Problem(401, "other-domain");
        (await stage.SignIn(stage.Message(ada.Address, nonce), ada)).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_message_whose_address_line_and_domain_differ_is_refused()
    {
        var message = (await Message()).Replace($"URI: http://{stage.Authority}/", "URI: https://evil.example/");
        (await stage.SignIn(message, ada)).Problem(401, "other-domain");
    }

    [Fact]
    public async Task A_message_for_another_chain_is_told_both_numbers()
    {
        var detail = (await stage.SignIn(await Message(chainId: 31_337), ada)).Problem(401, "other-chain")["detail"]!
            .GetValue<string>();
        detail.ShouldContain("31337");
        detail.ShouldContain("chain 1");
    }

    [Fact]
    public async Task A_message_is_good_between_its_own_times_only()
    {
        (await stage.SignIn(await Message(more: "\nExpiration Time: 2027-01-15T08:00:00Z"), ada))
            .Problem(401, "message-expired");
        (await stage.SignIn(await Message(more: "\nNot Before: 2027-01-15T09:00:00+00:59"), ada))
            .Problem(401, "message-too-early");
        (await stage.SignIn(await Message(
            more: "\nExpiration Time: 2027-01-15T08:00:01.5Z\nNot Before: 2027-01-15T09:00:00+01:00"), ada))
            .Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Another_address_than_the_signers_is_refused()
    {
        var message = stage.Message(ben.Address, await stage.Nonce());
        (await stage.SignIn(message, ada)).Problem(401, "signature-mismatch");
    }

    [Fact]
    public async Task A_changed_byte_of_message_or_signature_is_refused()
    {
        var message = await Message();
        var signature = ada.Sign(PersonalMessage.Hash(message)).ToArray();
        var other = await Message();
        (await stage.Post("/v1/session", new { message = other, signature = Hex(signature) }))
            .Problem(401, "signature-mismatch");
        signature[40] ^= 1;
        (await stage.Post("/v1/session", new { message, signature = Hex(signature) }))
            .Problem(401, "signature-mismatch");
    }

    /// <summary>A contract may have agreed beforehand and be shown nothing; a key's owner has not signed.</summary>
    [Fact]
    public async Task An_empty_signature_is_of_no_key() =>
        (await stage.Post("/v1/session", new { message = await Message(), signature = "0x" }))
            .Problem(401, "signature-mismatch");

    [Theory]
    [InlineData("0x123")]
    [InlineData("zz")]
    [InlineData("0xzz")]
    [InlineData("")]
    public async Task A_signature_that_is_no_hex_is_malformed(string signature)
    {
        var problem = (await stage.Post("/v1/session", new { message = await Message(), signature }))
            .Problem(400, "malformed");
        problem["field"]!.GetValue<string>().ShouldBe("signature");
    }

    [Fact]
    public async Task A_contract_signs_in_by_its_own_word()
    {
        var message = stage.Message(EdgeStage.SmartAccount, await stage.Nonce());
        (await stage.SignIn(message, ada)).Problem(401, "signature-mismatch");
        message = stage.Message(EdgeStage.SmartAccount, await stage.Nonce());
        var answer = await stage.SignIn(message, EdgeStage.SmartOwner);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        answer.Json["address"]!.GetValue<string>().ShouldBe(EdgeStage.SmartAccount.ToString());
    }

    [Fact]
    public async Task A_session_is_a_cookie_that_scripts_and_other_sites_can_not_use()
    {
        var answer = await stage.SignIn(await Message(), ada);
        var cookie = answer.Header("Set-Cookie").ToLowerInvariant();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldContain("path=/");
        cookie.ShouldContain("max-age=86400");
        cookie.ShouldNotContain("secure");
        cookie.ShouldNotContain("domain");
        answer.Header("Cache-Control").ShouldBe("no-store");
        answer.Text.ShouldNotContain("fs_");
    }

    [Fact]
    public async Task A_session_lasts_a_day_and_ends_with_the_sign_out()
    {
        var cookie = await stage.SignedIn(ada);
        (await Role(cookie)).ShouldBe("session");
        stage.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        (await Role(cookie)).ShouldBe("session");
        stage.Clock.Advance(TimeSpan.FromSeconds(1));
        (await Role(cookie)).ShouldBe("anonymous");

        var second = await stage.SignedIn(ada);
        var signedOut = await stage.Send("DELETE", "/v1/session", null, ("Cookie", second), ("Origin", stage.Origin));
        signedOut.Status.ShouldBe(HttpStatusCode.NoContent);
        signedOut.Header("Set-Cookie").ShouldContain("expires=Thu, 01 Jan 1970");
        (await Role(second)).ShouldBe("anonymous");
    }

    [Fact]
    public async Task A_session_shows_whose_it_is()
    {
        var shown = (await stage.Get("/v1/session", ("Cookie", await stage.SignedIn(ada)))).Json;
        shown["role"]!.GetValue<string>().ShouldBe("session");
        shown["address"]!.GetValue<string>().ShouldBe(ada.Address.ToString());
        shown["expiresAt"]!["rfc3339"]!.GetValue<string>().ShouldBe("2027-01-16T08:00:00Z");
        (await stage.Get("/v1/session")).Json["role"]!.GetValue<string>().ShouldBe("anonymous");
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("X-Nothing", "at all")]
    public async Task A_cookie_changes_nothing_for_a_page_of_another_site(string header, string text)
    {
        var cookie = await stage.SignedIn(ada);
        (await stage.Post("/v1/keys", new { label = "bot" }, ("Cookie", cookie), (header, text)))
            .Problem(403, "cross-site");
        (await stage.Send("DELETE", "/v1/session", null, ("Cookie", cookie), (header, text)))
            .Problem(403, "cross-site");
        (await Role(cookie)).ShouldBe("session");
        (await stage.Post("/v1/keys", new { label = "bot" }, ("Cookie", cookie), ("Sec-Fetch-Site", "same-origin")))
            .Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_page_of_another_site_signs_nobody_in()
    {
        var message = await Message();
        var signature = ada.Sign(PersonalMessage.Hash(message)).ToString();
        (await stage.Post("/v1/session", new { message, signature }, ("Origin", "https://evil.example")))
            .Problem(403, "cross-site");
    }

    async Task<string> Role(string cookie) =>
        (await stage.Get("/v1/session", ("Cookie", cookie))).Json["role"]!.GetValue<string>();

    static string Hex(byte[] bytes) => "0x" + Convert.ToHexStringLower(bytes);
}
