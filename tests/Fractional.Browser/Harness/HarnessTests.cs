using System.Text.Json;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Messages;
using Fractional.Ethereum.Primitives;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Fractional.Browser.Harness;

/// <summary>The tools of the browser tests do what the tests will believe of them.</summary>
[Collection(World.Name)]
public sealed class HarnessTests(World world)
{
    const string Ask = "([method, params]) => wallet.request({ method, params: JSON.parse(params) })"
        + ".then(result => ({ result: JSON.stringify(result) }),"
        + " error => ({ code: error.code, message: error.message }))";

    [BrowserFact]
    public async Task A_wallet_says_no_with_the_codes_that_wallets_use()
    {
        var wallet = world.WalletOf(world.Cast.Guest);
        await using var visit = await Met(wallet);
        (await Refused(visit, "personal_sign", "0x00", Guest)).ShouldBe(4100); // not connected
        wallet.Rejects["eth_requestAccounts"] = true;
        (await Refused(visit, "eth_requestAccounts")).ShouldBe(4001);
        wallet.Rejects.Clear();
        await Told(visit, "eth_requestAccounts");
        (await Refused(visit, "personal_sign", "0x00", $"{world.Cast.Crowd[0].Account}")).ShouldBe(4100); // not its own
        (await Refused(visit, "eth_sign", Guest, "0x00")).ShouldBe(4200);
        (await Refused(visit, "wallet_switchEthereumChain", new { chainId = "0x1" })).ShouldBe(4902);
        (await Told(visit, "eth_accounts")).ShouldBe($"[\"{Guest}\"]");
        await wallet.Disconnect();
        (await Told(visit, "eth_accounts")).ShouldBe("[]");
    }

    [BrowserFact]
    public async Task What_a_wallet_signs_recovers_to_its_account()
    {
        await using var visit = await Met(world.WalletOf(world.Cast.Guest));
        await Told(visit, "eth_requestAccounts");
        var text = "I would like to sign in.";
        var hex = Hex.Encode(System.Text.Encoding.UTF8.GetBytes(text));
        SignerOf(await Told(visit, "personal_sign", hex, Guest), PersonalMessage.Hash(text)).ShouldBe(GuestAddress);
        SignerOf(await Told(visit, "personal_sign", hex, Guest), PersonalMessage.Hash(text + " "))
            .ShouldNotBe(GuestAddress);

        const string bid = """
            {"types":{"EIP712Domain":[{"name":"name","type":"string"}],"Bid":[{"name":"tick","type":"uint256"}]},
            "primaryType":"Bid","domain":{"name":"Test"},"message":{"tick":"7"}}
            """;
        SignerOf(await Told(visit, "eth_signTypedData_v4", Guest, bid), TypedData.Parse(bid).Digest)
            .ShouldBe(GuestAddress);
    }

    [BrowserFact]
    public async Task What_a_wallet_sends_is_mined_for_its_account()
    {
        var wallet = world.WalletOf(world.Cast.Guest);
        await using var visit = await Met(wallet);
        await Told(visit, "eth_requestAccounts");
        var before = await world.Stage.Chain.TokenBalance(world.Stage.Weth, world.Cast.Guest.Account, world.Stop);
        // The function deposit() of the wrapped ether: selector 0xd0e30db0.
        var call = new { from = Guest, to = $"{world.Stage.Weth}", data = "0xd0e30db0", value = "0x1234" };
        var hash = JsonSerializer.Deserialize<string>(await Told(visit, "eth_sendTransaction", call))!;
        await world.Stage.Node.Mined(Bytes32.Parse(hash), world.Stop);
        using var receipt = JsonDocument.Parse(await Told(visit, "eth_getTransactionReceipt", hash));
        receipt.RootElement.GetProperty("status").GetString().ShouldBe("0x1");
        receipt.RootElement.GetProperty("from").GetString().ShouldBe(Guest);
        var after = await world.Stage.Chain.TokenBalance(world.Stage.Weth, world.Cast.Guest.Account, world.Stop);
        (after - before).ShouldBe(new Wei(0x1234));
        wallet.Requests.Count(r => r.Method == "eth_sendTransaction").ShouldBe(1);
    }

    [BrowserFact]
    public async Task A_page_hears_when_the_person_changes_account_or_network()
    {
        var wallet = world.WalletOf(world.Cast.Guest, world.Cast.Crowd[0]);
        await using var visit = await Met(wallet);
        await visit.Page.EvaluateAsync(
            "() => { heard = []; for (const event of ['accountsChanged', 'chainChanged'])"
            + " wallet.on(event, value => heard.push(JSON.stringify(value))); }");
        await wallet.SwitchAccount(1);
        await wallet.SwitchChain(1);
        (await visit.Page.EvaluateAsync<string[]>("() => heard"))
            .ShouldBe([$"[\"{world.Cast.Crowd[0].Account}\"]", "\"0x1\""]);
    }

    [BrowserFact]
    public async Task A_visit_keeps_what_a_page_complains_of_and_lets_it_reach_no_other_host()
    {
        await using var visit = await world.Visit();
        await visit.Page.EvaluateAsync("() => fetch('http://127.0.0.1:9/').catch(() => {})");
        visit.Complaints.ShouldContain("asked another host: http://127.0.0.1:9/");
        await visit.Page.EvaluateAsync(
            "() => { console.error('first'); setTimeout(() => { throw new Error('second') }) }");
        await visit.Page.WaitForTimeoutAsync(100);
        visit.Complaints.ShouldContain(c => c.Contains("first"));
        visit.Complaints.ShouldContain(c => c.Contains("second"));
        await using var quiet = await world.Visit();
        await quiet.Go("health/live");
        quiet.ShouldBeWithoutComplaint();
    }

    [BrowserFact]
    public async Task A_window_has_its_size_its_scheme_and_its_wrong_clock()
    {
        foreach (var look in Look.All)
        {
            await using var visit = await world.Visit(look: look, clockError: TimeSpan.FromHours(-1));
            await visit.Go("health/live");
            (await visit.Page.EvaluateAsync<int>("() => innerWidth")).ShouldBe(look.Width);
            (await visit.Page.EvaluateAsync<bool>("() => matchMedia('(prefers-color-scheme: dark)').matches"))
                .ShouldBe(look.Scheme == ColorScheme.Dark);
            var here = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            (await visit.Page.EvaluateAsync<long>("() => new Date().getTime()"))
                .ShouldBeInRange(here - 3_660_000, here - 3_540_000);
            var picture = await Screens.Take(visit.Page, "harness", look);
            new FileInfo(picture).Length.ShouldBeGreaterThan(0);
            File.Delete(picture);
        }
    }

    [BrowserFact]
    public async Task Axe_finds_what_people_cannot_read_and_nothing_else()
    {
        await using var visit = await world.Visit();
        await visit.Page.SetContentAsync(
            "<html lang=en><title>t</title><main><h1>Bad</h1><p style='color:#999;background:#fff'>pale</p>"
            + "<img src=x>");
        var found = await Axe.Violations(visit.Page);
        found.Length.ShouldBe(2, string.Join('\n', found));
        found.ShouldContain(f => f.StartsWith("color-contrast"));
        found.ShouldContain(f => f.StartsWith("image-alt"));
        await visit.Page.SetContentAsync("<html lang=en><title>t</title><main><h1>Good</h1><p>dark</p>");
        await visit.Page.ShouldBeAccessible();
    }

    [BrowserFact]
    public async Task A_default_goes_through_both_auctions_as_tests_will_want_it()
    {
        var healthy = await world.OpenLoan("Healthy");
        healthy.State.ShouldBe(VaultState.Loaned);
        var dutch = await world.Kick(world.TakeRipe());
        dutch.IsOpenAt(world.Stage.Now).ShouldBeTrue();
        var batch = await world.OpenBatch(world.TakeRipe());
        await world.Bid(world.Cast.Crowd[0], batch, 900, 600);
        await world.Bid(world.Cast.Crowd[1], batch, 880, 600);
        var closed = await world.Close(batch.Id);
        closed.Series.IsZero.ShouldBeFalse();
        closed.OutcomeOf(1).Paid.ShouldNotBe(Wei.Zero);
    }

    [BrowserFact]
    public async Task A_server_that_was_restarted_answers_at_its_address_with_the_same_vaults()
    {
        using var client = new HttpClient { BaseAddress = world.Site };
        var path = new Uri("v1/vaults", UriKind.Relative);
        var before = await client.GetStringAsync(path);
        await world.Stage.RestartServer(world.Stop);
        await world.Stage.Quiet(world.Stop);
        (await client.GetStringAsync(path)).ShouldBe(before);
    }

    string Guest => GuestAddress.ToString().ToLowerInvariant();

    Address GuestAddress => world.Cast.Guest.Signer.Address;

    /// <summary>A page that has found the wallet as EIP-6963 says, under the name <c>wallet</c>.</summary>
    async Task<Visit> Met(InjectedWallet wallet)
    {
        var visit = await world.Visit(wallet);
        await visit.Go("health/live");
        var name = await visit.Page.EvaluateAsync<string>(
            "() => new Promise(found => { addEventListener('eip6963:announceProvider', ({ detail }) => {"
            + " window.wallet = detail.provider; found(detail.info.name); });"
            + " dispatchEvent(new Event('eip6963:requestProvider')); })");
        name.ShouldBe("Test wallet");
        return visit;
    }

    /// <summary>The result, JSON.</summary>
    static async Task<string> Told(Visit visit, string method, params object[] parameters)
    {
        var answer = await Asked(visit, method, parameters);
        return answer.TryGetProperty("result", out var result)
            ? result.GetString()!
            : throw new ShouldAssertException($"{method}: {answer}");
    }

    static async Task<int> Refused(Visit visit, string method, params object[] parameters)
    {
        var answer = await Asked(visit, method, parameters);
        return answer.TryGetProperty("code", out var code)
            ? code.GetInt32()
            : throw new ShouldAssertException($"{method} was not refused: {answer}");
    }

    static Task<JsonElement> Asked(Visit visit, string method, object[] parameters) =>
        visit.Page.EvaluateAsync<JsonElement>(Ask, new[] { method, JsonSerializer.Serialize(parameters) });

    static Address SignerOf(string json, in Bytes32 hash) =>
        Signature.Read(Hex.Decode(JsonSerializer.Deserialize<string>(json))).Recover(hash);
}
