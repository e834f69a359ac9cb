using System.Collections.Immutable;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Chain;

/// <summary>What who uses an <see cref="IChain"/> can rely on. Every form runs these tests, and no more is promised:
/// what passes on the simulated chain must pass on the real one.</summary>
public abstract class ChainConformance : IAsyncLifetime
{
    const int BlocksUntilSurelyFinal = 30;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    CancellationTokenSource limit = null!;
    protected CancellationToken Stop => limit.Token;

    /// <summary>Under test. Blocks come only by <see cref="Mine"/>.</summary>
    protected abstract IChain Chain { get; }

    /// <summary>Owns <see cref="Items"/>, and has let the factory take them.</summary>
    protected abstract Account Owner { get; }

    /// <summary>Three items in no vault.</summary>
    protected abstract ImmutableArray<Item> Items { get; }

    protected abstract Account Token { get; }

    /// <summary>As the owner's wallet would.</summary>
    protected abstract Task<Signed<SignedBid>> Sign(SignedBid bid);

    protected abstract Task Open();

    protected abstract Task Close();

    protected abstract Task Mine(int blocks);

    /// <summary>Replaces the newest blocks by empty ones.</summary>
    protected abstract Task TakeBack(int blocks);

    /// <summary>From now on nothing gets through to the node, or everything does again.</summary>
    protected abstract void Vanish(bool isAway);

    public async Task InitializeAsync()
    {
        limit = new CancellationTokenSource(Patience);
        await Open();
    }

    public async Task DisposeAsync()
    {
        await Close();
        limit.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("with blank")]
    [InlineData("nämlich")]
    public async Task A_key_that_can_not_be_kept_is_refused(string key)
    {
        await Should.ThrowAsync<ArgumentException>(() => Chain.Send(Create(0), Owner, key, Stop));
        await Should.ThrowAsync<ArgumentException>(() => Chain.Burn(key, Stop));
    }

    [Fact]
    public async Task A_refusal_has_the_name_and_the_numbers_of_the_rules()
    {
        var vault = await NewVault();
        var (loan, auction, nobody) = (new LoanId(vault, 1), new AuctionId(vault, 1), Owner);
        var deadline = (await Chain.Head(Stop)).Timestamp + Duration.Day;
        var noLoan = new Refusal.NoLoan(vault);
        var open = new Refusal.StateForbids(VaultState.Open);
        (ProtocolCall Call, Refusal Refusal)[] expected =
        [
            (new ProtocolCall.Open(nobody, [], Owner), new Refusal.NotVault(nobody)),
            (new ProtocolCall.Kick(nobody), new Refusal.NoLoan(nobody)),
            (new ProtocolCall.Kick(vault), noLoan),
            (new ProtocolCall.Flag(vault), noLoan),
            (new ProtocolCall.Unflag(vault), noLoan),
            (new ProtocolCall.Repay(vault, Wei.One), noLoan),
            (new ProtocolCall.Open(vault, [], Owner), new Refusal.OfferCountOutOfRange(0, 64)),
            (new ProtocolCall.Claim(vault, new Shares(1), Owner), open),
            (new ProtocolCall.Sweep(vault), open),
            (new ProtocolCall.Take(auction, 0, Wei.One, Owner, deadline), new Refusal.AuctionNotRunning(auction)),
            (new ProtocolCall.Redo(auction), new Refusal.AuctionNotRunning(auction)),
            (new ProtocolCall.Cure(auction), new Refusal.AuctionNotRunning(auction)),
            (new ProtocolCall.Withdraw(loan, Owner, Owner), new Refusal.NothingToWithdraw(loan, Owner)),
        ];
        var found = new List<(string, Simulation)>();
        foreach (var (call, _) in expected) found.Add((call.Name, await Chain.Simulate(call, Owner, Stop)));
        found.ShouldBe(expected.Select(e => (e.Call.Name, (Simulation)new Simulation.Refused(e.Refusal))));
    }

    [Fact]
    public async Task What_the_contracts_refuse_is_told_to_who_sent_it_and_changes_nothing()
    {
        var vault = await NewVault();
        var known = await FactsNow();
        var sending = await Chain.Send(new ProtocolCall.Kick(vault), Owner, "kick", Stop);
        for (var i = 0; i < 100 && sending.Status == SendingStatus.Pending; i++)
        {
            await Mine(1);
            sending = await Chain.SendingOf("kick", Stop);
        }
        sending.Status.ShouldBeOneOf(SendingStatus.Refused, SendingStatus.Dropped);
        sending.Refusal.ShouldBe(new Refusal.NoLoan(vault));
        (await FactsNow()).Count.ShouldBe(known.Count);
    }

    [Fact]
    public async Task A_key_nobody_used_is_unknown() =>
        (await Chain.SendingOf("never", Stop)).ShouldBe(Sending.Unknown("never"));

    [Fact]
    public async Task The_head_is_the_newest_block_and_its_time_grows()
    {
        var before = await Chain.Head(Stop);
        await Mine(1);
        var next = await Chain.Head(Stop);
        next.Number.ShouldBe(before.Number + 1);
        next.Parent.ShouldBe(before.Hash);
        await Mine(1);
        (await Chain.Head(Stop)).Timestamp.ShouldBeGreaterThan(next.Timestamp);
    }

    [Fact]
    public async Task A_simulation_changes_nothing_and_its_numbers_are_no_zeros()
    {
        var known = await FactsNow();
        var accepted = (await Chain.Simulate(Create(0), Owner, Stop)).ShouldBeOfType<Simulation.Accepted>();
        accepted.Gas.ShouldBeGreaterThan(21_000ul);
        (accepted.FeePerGas > 0).ShouldBeTrue();
        await Mine(1);
        (await FactsNow()).Count.ShouldBe(known.Count);
    }

    [Fact]
    public async Task A_key_is_sent_once_however_often_it_is_asked_for()
    {
        var known = (await FactsNow()).Count;
        for (var i = 0; i < 3; i++) await Chain.Send(Create(0), Owner, "create", Stop);
        await Mine(1);
        await Chain.Send(Create(1), Owner, "create", Stop);
        await Included("create");
        await Mine(2);
        (await FactsNow()).Skip(known).Count(f => f is Fact.OfVault { Event: VaultCreated }).ShouldBe(1);
    }

    [Fact]
    public async Task A_burned_key_is_never_sent_and_a_sent_one_is_not_burned()
    {
        var known = (await FactsNow()).Count;
        (await Chain.Burn("a", Stop)).Status.ShouldBe(SendingStatus.Burned);
        (await Chain.Send(Create(0), Owner, "a", Stop)).Status.ShouldBe(SendingStatus.Burned);
        (await Chain.SendingOf("a", Stop)).Status.ShouldBe(SendingStatus.Burned);
        await Mine(2);
        (await FactsNow()).Count.ShouldBe(known);
        await Chain.Send(Create(0), Owner, "b", Stop);
        (await Chain.Burn("b", Stop)).Status.ShouldBe(SendingStatus.Pending);
        await Included("b");
        (await Chain.Burn("b", Stop)).Status.ShouldBe(SendingStatus.Included);
    }

    [Fact]
    public async Task Facts_come_block_by_block_in_the_order_of_the_chain_and_fold()
    {
        var first = await NewVault(0);
        var second = await NewVault(1);
        await using var news = Chain.Follow(ChainCursor.Start, Stop).GetAsyncEnumerator(Stop);
        var applied = (await ReadTo(news, await Chain.Head(Stop))).OfType<ChainNews.Applied>().ToList();
        applied.Select(a => a.Block.Number).ShouldBe(applied.Select(a => a.Block.Number).Distinct().Order());
        foreach (var a in applied)
        {
            a.Facts.ShouldAllBe(f => f.Place.BlockNumber <= a.Block.Number);
            a.Facts.Where(f => f.Place.BlockNumber == a.Block.Number)
                .ShouldAllBe(f => f.Place.BlockHash == a.Block.Hash && f.At == a.Block.Timestamp);
            a.Cursor.Block.ShouldBe(a.Block.Number);
        }
        var facts = applied.SelectMany(a => a.Facts.OrderBy(f => f.Place)).ToList();
        facts.Select(f => f.Place).ShouldBeUnique();
        facts.Select(f => f.Place).ShouldBeInOrder();
        foreach (var (vault, item) in new[] { (first, Items[0]), (second, Items[1]) })
        {
            var own = facts.OfType<Fact.OfVault>().Where(f => f.Vault == vault).ToList();
            own[0].Event.ShouldBeOfType<VaultCreated>().Items.ShouldBe([item]);
            var folded = own.Aggregate(Vault.Empty, (v, f) => Vault.Evolve(v, f.Event, f.At));
            folded.State.ShouldBe(VaultState.Open);
            folded.Shares.Balances[Owner].ShouldBe(folded.TotalShares);
        }
    }

    [Fact]
    public async Task A_cursor_goes_on_where_it_stood()
    {
        await NewVault(0);
        ChainCursor cursor;
        await using (var news = Chain.Follow(ChainCursor.Start, Stop).GetAsyncEnumerator(Stop))
            cursor = (await ReadTo(news, await Chain.Head(Stop)))[^1].Cursor;
        await Mine(1);
        var second = await NewVault(1);
        await using var later = Chain.Follow(cursor, Stop).GetAsyncEnumerator(Stop);
        var told = await ReadTo(later, await Chain.Head(Stop));
        told.OfType<ChainNews.RolledBack>().ShouldBeEmpty();
        var facts = told.OfType<ChainNews.Applied>().SelectMany(a => a.Facts).OfType<Fact.OfVault>().ToList();
        facts.ShouldNotBeEmpty();
        facts.ShouldAllBe(f => f.Vault == second);
    }

    [Fact]
    public async Task What_is_deep_enough_is_told_to_be_final_and_its_sending_is_final()
    {
        await NewVault(0, "deep");
        var at = (await Chain.SendingOf("deep", Stop)).BlockNumber.ShouldNotBeNull();
        await using var news = Chain.Follow(ChainCursor.Start, Stop).GetAsyncEnumerator(Stop);
        await ReadTo(news, await Chain.Head(Stop));
        await Mine(BlocksUntilSurelyFinal);
        while (await Next(news) is not ChainNews.Finalized final || final.Number < at) { }
        await Until(async () => (await Chain.SendingOf("deep", Stop)).Final);
    }

    [Fact]
    public async Task A_reorganisation_takes_facts_back_and_tells_them_again_where_they_happen_then()
    {
        await using var news = Chain.Follow(ChainCursor.Start, Stop).GetAsyncEnumerator(Stop);
        await Mine(1);
        await ReadTo(news, await Chain.Head(Stop));
        var vault = await NewVault(0, "create");
        var told = await ReadTo(news, await Chain.Head(Stop));
        var cursor = told[^1].Cursor;
        var first = FactOf(told, vault);

        await TakeBack(1);
        var back = (await NextChange(news)).ShouldBeOfType<ChainNews.RolledBack>();
        back.To.ShouldBeLessThan(first.Place.BlockNumber);
        await Until(async () => (await Chain.SendingOf("create", Stop)).Status == SendingStatus.Pending);
        await Included("create");
        var again = FactOf(await ReadTo(news, await Chain.Head(Stop)), vault);
        again.Place.BlockHash.ShouldNotBe(first.Place.BlockHash);
        again.Transaction.ShouldBe(first.Transaction);

        await using var late = Chain.Follow(cursor, Stop).GetAsyncEnumerator(Stop);
        (await NextChange(late)).ShouldBeOfType<ChainNews.RolledBack>("whoever was away is told first");
        FactOf(await ReadTo(late, await Chain.Head(Stop)), vault).Place.ShouldBe(again.Place);
    }

    [Fact]
    public async Task Items_and_balances_are_those_of_the_newest_block()
    {
        var before = await Chain.ItemFactsOf(Items[0], Owner, Stop);
        before.IsInCustody.ShouldBeTrue("the owner has it");
        var vault = await NewVault();
        (await Chain.ItemFactsOf(Items[0], Owner, Stop)).IsInCustody.ShouldBeFalse();
        (await Chain.ItemFactsOf(Items[0], vault, Stop)).IsInCustody.ShouldBeTrue();
        var balance = await Chain.TokenBalance(Token, Owner, Stop);
        await Chain.Send(new ProtocolCall.TransferToken(Token, vault, Wei.One), Owner, "pay", Stop);
        await Included("pay");
        (await Chain.TokenBalance(Token, Owner, Stop)).ShouldBe(balance - Wei.One);
        (await Chain.TokenBalance(Token, vault, Stop)).ShouldBe(Wei.One);
        var token = await Chain.TokenOf(Token, Stop);
        token.ShouldBe(new PaymentToken(Token, "WETH", 18));
        (await Chain.TokenOf(Token, Stop)).ShouldBe(token);
    }

    [Fact]
    public async Task A_signed_bid_that_is_refused_is_a_fact_with_its_nonce_and_the_reason()
    {
        var vault = await NewVault();
        var now = (await Chain.Head(Stop)).Timestamp;
        var bid = await Sign(BidOn(vault, 7, now + Duration.Day));
        var late = await Sign(BidOn(vault, 8, now));
        var forged = bid with { Payload = bid.Payload with { Nonce = 9 } };
        await Chain.Send(new ProtocolCall.CancelNonces(0, 1 << 10), Owner, "cancel", Stop);
        await Included("cancel");
        var cancelled = await Sign(BidOn(vault, 10, now + Duration.Day));
        await Chain.Send(new ProtocolCall.BidFor([bid, late, forged, cancelled]), Owner, "bids", Stop);
        var sending = await Included("bids");
        var facts = await FactsNow();
        facts.OfType<Fact.OfVault>().Where(f => f.Transaction == sending.Transaction).Select(f => (f.Vault, f.Event))
            .ShouldBe(new (ulong Nonce, string Reason)[]
            {
                (7, "BatchNotRunning"), (8, "BidExpired"), (9, "SignatureRejected"), (10, "NonceUsed"),
            }.Select(r => (vault, (VaultEvent)new SignedBidRefused(bid.Payload.Auction, Owner, r.Nonce, r.Reason))));
        facts.OfType<Fact.OfProtocol>().Select(f => f.Event).OfType<NoncesCancelled>().Last()
            .ShouldBe(new NoncesCancelled(Owner, 0, 1 << 10));
    }

    [Fact]
    public async Task A_bid_handed_in_for_what_is_no_vault_is_nobodys_fact()
    {
        var known = (await FactsNow()).Count;
        var bid = await Sign(BidOn(Chain.Deployment.SealedBids.Address, 7, new Timestamp(Timestamp.MaxSeconds)));
        await Chain.Send(new ProtocolCall.BidFor([bid]), Owner, "nowhere", Stop);
        await Included("nowhere");
        (await FactsNow()).Count.ShouldBe(known);
    }

    [Fact]
    public async Task A_signature_holds_for_its_owner_and_the_very_bid_alone()
    {
        var bid = await Sign(BidOn(Owner, 7, new Timestamp(2_000_000_000)));
        (await IsSigned(bid)).ShouldBeTrue();
        Chain.HashOf(bid.Payload).ShouldBe(Chain.HashOf(bid.Payload with { Nonce = 7 }));
        SignedBid[] others =
        [
            bid.Payload with { Owner = Token }, bid.Payload with { Auction = new AuctionId(Owner, 2) },
            bid.Payload with { IsWhole = true }, bid.Payload with { Tick = 4 }, bid.Payload with { Quantity = 6 },
            bid.Payload with { Nonce = 8 }, bid.Payload with { Deadline = new Timestamp(2_000_000_001) },
        ];
        foreach (var other in others) (await IsSigned(bid with { Payload = other })).ShouldBeFalse(other.ToString());
        others.Append(bid.Payload).Select(Chain.HashOf).ShouldBeUnique();
        (await IsSigned(bid with { Signature = [] })).ShouldBeFalse();
        (await IsSigned(bid with { Signature = [.. bid.Signature, 0] })).ShouldBeFalse();
    }

    [Fact]
    public async Task A_nonce_is_used_when_it_is_cancelled_and_for_ever_when_that_is_final()
    {
        var nonce = 7 * 256 + 3;
        await Chain.Send(new ProtocolCall.CancelNonces(7, 1 << 3), Owner, "cancel", Stop);
        (await Chain.NonceUseOf(Owner, nonce, Stop)).ShouldBe(NonceUse.Free);
        await Included("cancel");
        (await Chain.NonceUseOf(Owner, nonce, Stop)).ShouldBe(NonceUse.Used);
        (await Chain.NonceUseOf(Owner, nonce + 1, Stop)).ShouldBe(NonceUse.Free);
        (await Chain.NonceUseOf(Token, nonce, Stop)).ShouldBe(NonceUse.Free);
        await Mine(BlocksUntilSurelyFinal);
        (await Chain.NonceUseOf(Owner, nonce, Stop)).ShouldBe(NonceUse.UsedFinally);
    }

    [Fact]
    public async Task An_allowance_is_what_was_approved_last()
    {
        var spender = Chain.Deployment.BatchAuction.Address;
        foreach (var amount in new[] { new Wei(5), new Wei(UInt128.MaxValue), Wei.Zero })
        {
            await Chain.Send(new ProtocolCall.ApproveToken(Token, spender, amount), Owner, $"approve-{amount}", Stop);
            await Included($"approve-{amount}");
            (await Chain.TokenAllowance(Token, Owner, spender, Stop)).ShouldBe(amount);
        }
    }

    [Fact]
    public async Task A_node_that_vanished_is_one_kind_of_fault_and_nothing_is_sent_twice_when_it_comes_back()
    {
        var known = (await FactsNow()).Count;
        Vanish(isAway: true);
        await Should.ThrowAsync<ChainException>(() => Chain.Head(Stop));
        await Should.ThrowAsync<ChainException>(() => Chain.Simulate(Create(0), Owner, Stop));
        await Should.ThrowAsync<ChainException>(() => Chain.TokenBalance(Token, Owner, Stop));
        await Should.ThrowAsync<ChainException>(() => Chain.ItemFactsOf(Items[0], Owner, Stop));
        await Should.ThrowAsync<ChainException>(() => Chain.TokenAllowance(Token, Owner, Owner, Stop));
        await Should.ThrowAsync<ChainException>(() => Chain.NonceUseOf(Owner, 1, Stop));
        await Should.ThrowAsync<ChainException>(() => Chain.Send(Create(0), Owner, "create", Stop));
        Vanish(isAway: false);
        await Until(async () =>
        {
            try
            {
                return (await Chain.Send(Create(0), Owner, "create", Stop)).Status != SendingStatus.Unknown;
            }
            catch (ChainException)
            {
                return false;
            }
        });
        await Included("create");
        (await FactsNow()).Skip(known).Count(f => f is Fact.OfVault { Event: VaultCreated }).ShouldBe(1);
    }

    [Fact]
    public async Task Following_ends_when_it_is_told_to()
    {
        using var mine = new CancellationTokenSource();
        await using var news = Chain.Follow(ChainCursor.Start, mine.Token).GetAsyncEnumerator(mine.Token);
        await ReadTo(news, await Chain.Head(Stop));
        var waiting = Drain(news);
        await mine.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience));
    }

    SignedBid BidOn(Account vault, ulong nonce, Timestamp deadline) =>
        new(Owner, new AuctionId(vault, 1), IsWhole: false, 3, 5, nonce, deadline);

    /// <summary>Both answers, which agree for an account without code.</summary>
    async Task<bool> IsSigned(Signed<SignedBid> bid)
    {
        var signed = await Chain.IsSigned(bid, Stop);
        if (bid.Payload.Owner == Owner) Chain.IsKeySigned(bid).ShouldBe(signed);
        return signed;
    }

    ProtocolCall.Create Create(int item) =>
        new([Items[item]], new Shares(Wei.One.Value * 1_000_000), Token, "Vault", "VLT");

    async Task<Account> NewVault(int item = 0, string? key = null)
    {
        key ??= $"new-{item}";
        await Chain.Send(Create(item), Owner, key, Stop);
        var sending = await Included(key);
        return (await FactsNow()).OfType<Fact.OfVault>()
            .Single(f => f.Event is VaultCreated && f.Transaction == sending.Transaction).Vault;
    }

    /// <summary>Mines until the call is in a block.</summary>
    async Task<Sending> Included(string key)
    {
        var sending = await Chain.SendingOf(key, Stop);
        while (sending.Status == SendingStatus.Pending)
        {
            await Mine(1);
            await Task.Delay(Look, Stop);
            sending = await Chain.SendingOf(key, Stop);
        }
        sending.Status.ShouldBe(SendingStatus.Included, $"{key}: {sending.Refusal}");
        return sending;
    }

    /// <summary>Every fact until the head, read anew.</summary>
    async Task<List<Fact>> FactsNow()
    {
        await using var news = Chain.Follow(ChainCursor.Start, Stop).GetAsyncEnumerator(Stop);
        var told = await ReadTo(news, await Chain.Head(Stop));
        return [.. told.OfType<ChainNews.Applied>().SelectMany(a => a.Facts)];
    }

    async Task<List<ChainNews>> ReadTo(IAsyncEnumerator<ChainNews> news, Block head)
    {
        var told = new List<ChainNews>();
        do told.Add(await Next(news));
        while (told[^1] is not ChainNews.Applied applied || applied.Block.Number < head.Number);
        return told;
    }

    static async Task<ChainNews> Next(IAsyncEnumerator<ChainNews> news)
    {
        (await news.MoveNextAsync().AsTask().WaitAsync(Patience)).ShouldBeTrue("following never ends by itself");
        return news.Current;
    }

    static async Task<ChainNews> NextChange(IAsyncEnumerator<ChainNews> news)
    {
        while (await Next(news) is ChainNews.Finalized) { }
        return news.Current;
    }

    static async Task Drain(IAsyncEnumerator<ChainNews> news)
    {
        while (await news.MoveNextAsync()) await Task.Yield();
    }

    static Fact.OfVault FactOf(IEnumerable<ChainNews> told, Account vault) => told.OfType<ChainNews.Applied>()
        .SelectMany(a => a.Facts).OfType<Fact.OfVault>().Single(f => f.Vault == vault && f.Event is VaultCreated);

    async Task Until(Func<Task<bool>> holds)
    {
        while (!await holds()) await Task.Delay(Look, Stop);
    }
}
