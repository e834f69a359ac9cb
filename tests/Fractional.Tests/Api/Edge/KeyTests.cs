using System.Net;
using Fractional.Ethereum.Crypto;
using Fractional.Store;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api.Edge;

/// <summary>Keys for bots: made by a session, shown once, revocable.</summary>
public sealed class KeyTests : IAsyncLifetime
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

    [Theory]
    [InlineData("Bearer fk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer fk_short")]
    [InlineData("Bearer ")]
    [InlineData("Bearer")]
    [InlineData("Basic YWRhOmFkYQ==")]
    [InlineData("fk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_unknown_key_is_refused_even_for_what_anybody_may_read(string header)
    {
        var answer = await stage.Get("/v1/vaults", ("Authorization", header));
        answer.Problem(401, "unknown-key");
        answer.Header("WWW-Authenticate").ShouldBe("Bearer");
    }

    [Fact]
    public async Task A_session_token_is_no_key_and_a_key_is_no_session()
    {
        var cookie = await stage.SignedIn(ada);
        var (_, bearer) = await stage.KeyOf(cookie);
        (await stage.Get("/v1/session", ("Authorization", $"Bearer {cookie.Split('=')[1]}")))
            .Problem(401, "unknown-key");
        var asCookie = await stage.Get("/v1/session", ("Cookie", $"fractional={bearer.Split(' ')[1]}"));
        asCookie.Json["role"]!.GetValue<string>().ShouldBe("anonymous");
    }

    [Fact]
    public async Task A_key_makes_no_keys_and_sees_none()
    {
        var (id, bearer) = await stage.KeyOf(await stage.SignedIn(ada));
        (await stage.Post("/v1/keys", new { label = "child" }, ("Authorization", bearer)))
            .Problem(403, "session-needed");
        (await stage.Get("/v1/keys", ("Authorization", bearer))).Problem(403, "session-needed");
        (await stage.Send("DELETE", $"/v1/keys/{id}", null, ("Authorization", bearer))).Problem(403, "session-needed");
        (await stage.Get("/v1/keys")).Problem(401, "sign-in-needed");
    }

    [Theory]
    [InlineData("")]
    [InlineData("line\nbreak")]
    [InlineData("\u202eevil")]
    public async Task A_label_that_can_not_be_shown_is_refused(string label)
    {
        var cookie = await stage.SignedIn(ada);
        (await stage.Post("/v1/keys", new { label }, ("Cookie", cookie), ("Origin", stage.Origin)))
            .Problem(400, "malformed")["field"]!.GetValue<string>().ShouldBe("$.label");
        var tooLong = new { label = new string('x', 65) };
        (await stage.Post("/v1/keys", tooLong, ("Cookie", cookie), ("Origin", stage.Origin)))
            .Problem(400, "malformed");
    }

    [Fact]
    public async Task Anothers_key_is_not_there()
    {
        var (id, bearer) = await stage.KeyOf(await stage.SignedIn(ada));
        var cookie = await stage.SignedIn(ben);
        (await stage.Send("DELETE", $"/v1/keys/{id}", null, ("Cookie", cookie), ("Origin", stage.Origin)))
            .Problem(404, "not-found");
        (await stage.Get("/v1/keys", ("Cookie", cookie))).Json["items"]!.AsArray().ShouldBeEmpty();
        (await stage.Get("/v1/session", ("Authorization", bearer))).Json["role"]!.GetValue<string>().ShouldBe("key");
    }

    [Fact]
    public async Task The_twenty_first_key_is_refused_with_the_limit()
    {
        var cookie = await stage.SignedIn(ada);
        for (var i = 0; i < IdentityLimits.MaxKeysPerAccount; i++) await stage.KeyOf(cookie, $"bot {i}");
        (await stage.Post("/v1/keys", new { label = "one more" }, ("Cookie", cookie), ("Origin", stage.Origin)))
            .Problem(409, "too-many-keys")["limit"]!.GetValue<int>().ShouldBe(20);
    }

    [Fact]
    public async Task A_key_speaks_for_its_account_until_it_is_revoked()
    {
        var cookie = await stage.SignedIn(ada);
        var (id, bearer) = await stage.KeyOf(cookie);
        var shown = (await stage.Get("/v1/session", ("Authorization", bearer))).Json;
        (shown["role"]!.GetValue<string>(), shown["address"]!.GetValue<string>())
            .ShouldBe(("key", ada.Address.ToString()));
        stage.Clock.Advance(TimeSpan.FromDays(400));
        (await stage.Get("/v1/session", ("Authorization", bearer))).Status.ShouldBe(HttpStatusCode.OK);

        var fresh = await stage.SignedIn(ada);
        (await stage.Send("DELETE", $"/v1/keys/{id}", null, ("Cookie", fresh), ("Origin", stage.Origin)))
            .Status.ShouldBe(HttpStatusCode.NoContent);
        (await stage.Get("/v1/session", ("Authorization", bearer))).Problem(401, "unknown-key");
    }

    [Fact]
    public async Task A_token_is_shown_once_and_kept_as_its_hash()
    {
        var cookie = await stage.SignedIn(ada);
        var (id, bearer) = await stage.KeyOf(cookie, "market maker");
        var listed = await stage.Get("/v1/keys", ("Cookie", cookie));
        listed.Text.ShouldNotContain("fk_");
        listed.Json["items"]![0]!["label"]!.GetValue<string>().ShouldBe("market maker");
        var kept = (await stage.Identities.FindKey(id)).ShouldNotBeNull();
        kept.Hash.ShouldBe(System.Security.Cryptography.SHA256.HashData(
            System.Text.Encoding.ASCII.GetBytes(bearer.Split(' ')[1])));
    }
}
