using Fractional.Chain;
using Fractional.Chain.Bindings;
using Fractional.Cli;
using Fractional.Cli.Demo;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Ethereum.Abi;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Integration.Cli;
using Shouldly;
using Xunit;
using Account = Fractional.Core.Units.Account;

namespace Fractional.Integration.Keeper;

/// <summary>A batch of sealed bids on the contracts: two are told, one never, and every wei is found again.</summary>
[Collection(RipeWorld.Name)]
public sealed class SealedAuctionTests(RipeWorld world)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    static readonly Wei Tokens = new(Wei.One.Value * 100);
    static readonly Wei Extra = new(Wei.One.Value + 7);
    static readonly Wei SilentDeposit = new((Wei.One.Value * 3) + 19);

    readonly CancellationTokenSource limit = new(Patience);

    Actor Ann => world.Stage.Cast.Crowd[0];

    Actor Ben => world.Stage.Cast.Crowd[1];

    Actor Cid => world.Stage.Cast.Crowd[2];

    Fractional.Chain.Deployment Deployment => world.Stage.Deployment;

    Account Fund => Deployment.Protocol.InsuranceFund;

    [Fact]
    public async Task Two_tell_one_is_silent_and_every_deposit_is_accounted_for_to_the_wei()
    {
        var batch = await Opened();
        batch.Status.ShouldBe(BatchStatus.Sealed);
        var annBid = Bid(Ann, batch, 700, 600, 1);
        var benBid = Bid(Ben, batch, 690, 700, 2);
        var cidBid = Bid(Cid, batch, 710, 900, 3);
        await Commit(Ann, annBid, EscrowOf(batch, annBid) + Extra);
        await Commit(Ben, benBid, EscrowOf(batch, benBid));
        await Commit(Cid, cidBid, SilentDeposit);
        (await BalanceOf(Deployment.SealedBids.Address)).ShouldBe(
            EscrowOf(batch, annBid) + Extra + EscrowOf(batch, benBid) + SilentDeposit);

        await world.Node.MineAt(batch.RevealsFrom.Seconds, limit.Token);
        await Reveal(Ann, annBid);
        await Reveal(Ben, benBid);
        (await BalanceOf(Ann.Account)).ShouldBe(Tokens - EscrowOf(batch, annBid));
        (await BalanceOf(Deployment.SealedBids.Address)).ShouldBe(SilentDeposit);

        await world.Node.MineAt(batch.EndsAt.Seconds, limit.Token);
        await Send(
            world.Keeper, Deployment.BatchAuction.Address, new BatchAuctionContract.CloseFunction(Word(batch.Id)));
        await Send(
            world.Keeper, Deployment.BatchAuction.Address,
            new BatchAuctionContract.FormSeriesFunction(Word(batch.Id)));
        var fundBefore = await BalanceOf(Fund);
        foreach (var actor in new[] { Ann, Ben, Cid })
        {
            var sent = await Claims(actor);
            sent.ExitCode.ShouldBe(0, sent.Errors);
            sent.Output.ShouldContain(actor == Cid ? "ReturnDeposit Included" : "ClaimBid Included");
        }

        var ended = (await Vault()).Batches[1];
        ended.Status.ShouldBe(BatchStatus.Parts);
        ended.Deposits.ShouldBeEmpty();
        ended.Bids.Values.Select(bid => bid.Owner).ShouldBe([Ann.Account, Ben.Account]);
        (await BalanceOf(Ann.Account)).ShouldBe(Tokens - ended.OutcomeOf(1).Paid);
        (await BalanceOf(Ben.Account)).ShouldBe(Tokens - ended.OutcomeOf(2).Paid);
        var forfeit = new Wei(SilentDeposit.Value / 20);
        (await BalanceOf(Cid.Account)).ShouldBe(Tokens - forfeit);
        (await BalanceOf(Fund) - fundBefore).ShouldBe(forfeit);
        (await BalanceOf(Deployment.SealedBids.Address)).ShouldBe(Wei.Zero);
    }

    [Fact]
    public async Task A_commitment_hashes_as_in_the_contract()
    {
        var bid = new SealedBid(
            new AuctionId(world.Vault, 7), Ann.Account, BidKind.Rollover, 65_535, UInt128.MaxValue, new Shares(12_345),
            System.Numerics.BigInteger.Pow(2, 255) + 99);
        var question = new SealedBidsContract.CommitmentOfFunction(
            Word(bid.Auction), RipeWorld.AddressOf(bid.Bidder), (byte)bid.Kind, (UInt256)bid.Tick, bid.Quantity,
            bid.Shares.Value, SaltOf(bid));
        var answer = await world.Node.Rpc.CallContract(
            new CallRequest(RipeWorld.AddressOf(Deployment.SealedBids.Address), question.Encode()), BlockTag.Latest,
            limit.Token);
        HashOf(bid).Value.ShouldBe((System.Numerics.BigInteger)question.DecodeReturn(answer).ToUInt256());
    }

    /// <summary>Both rounds ran out, and the bidders have tokens.</summary>
    async Task<BatchAuction> Opened()
    {
        await world.Rewind(limit.Token);
        await world.KickAndWait(0, limit.Token);
        var id = Word(new AuctionId(world.Vault, 1));
        await world.Node.MineAt((await Vault()).Auctions[1].EndsAt.Seconds, limit.Token);
        await Send(world.Keeper, Deployment.DutchAuction.Address, new DutchAuctionContract.RedoFunction(id));
        await world.Node.MineAt((await Vault()).Auctions[1].EndsAt.Seconds, limit.Token);
        await Send(world.Keeper, Deployment.DutchAuction.Address, new DutchAuctionContract.ToBatchFunction(id));
        foreach (var actor in new[] { Ann, Ben, Cid })
        {
            var missing = Tokens - await BalanceOf(actor.Account);
            await Send(actor, world.Stage.Weth, new DemoWethContract.DepositFunction(), missing.Value);
            await Send(actor, world.Stage.Weth, new DemoWethContract.ApproveFunction(
                RipeWorld.AddressOf(Deployment.SealedBids.Address), Tokens.Value));
        }
        return (await Vault()).Batches[1];
    }

    static SealedBid Bid(Actor actor, BatchAuction batch, int tick, uint thousandths, uint salt) => new(
        batch.Id, actor.Account, BidKind.Parts, tick, batch.Terms.Supply.Value / 1_000 * thousandths,
        Shares.Zero, salt);

    static Wei EscrowOf(BatchAuction batch, SealedBid bid) =>
        batch.Terms.EscrowUp(bid.Tick, new Shares(bid.Quantity));

    Commitment HashOf(SealedBid bid) =>
        CommitmentHash.Of(bid, Deployment.ChainId, Deployment.SealedBids.Address);

    Task Commit(Actor actor, SealedBid bid, Wei deposit) => Send(
        actor, Deployment.SealedBids.Address, new SealedBidsContract.CommitFunction(
            Word(bid.Auction), Bytes32.From((UInt256)HashOf(bid).Value), deposit.Value));

    Task Reveal(Actor actor, SealedBid bid) => Send(
        actor, Deployment.SealedBids.Address, new SealedBidsContract.RevealFunction(
            Word(bid.Auction), (byte)bid.Kind, (UInt256)bid.Tick, bid.Quantity, bid.Shares.Value, SaltOf(bid)));

    /// <summary>The vault as its raw logs say, every event decided again.</summary>
    async Task<Vault> Vault()
    {
        var head = await world.Stage.Chain.Head(limit.Token);
        var found = (await Verification.OfAll(world.Stage.Chain, head.Number, limit.Token))
            .Single(v => v.Statement.Vault.Address == world.Vault);
        found.Fault.ShouldBeNull();
        return found.Statement.Vault;
    }

    Task<Wei> BalanceOf(Account holder) => world.Stage.Chain.TokenBalance(world.Stage.Weth, holder, limit.Token);

    async Task Send<T>(Actor from, Account to, T function, UInt128 value = default) where T : struct, IFunctionMessage
    {
        var call = new CallRequest(RipeWorld.AddressOf(to), function.Encode(), Value: value);
        var hash = await world.Node.SendAs(RipeWorld.AddressOf(from.Account), call, limit.Token);
        (await world.Node.Mined(hash, limit.Token)).Succeeded.ShouldBeTrue($"{typeof(T).Name} was refused");
    }

    Task<Ended> Claims(Actor owner) => Executable.Run(
        new Dictionary<string, string> { ["FRACTIONAL_MNEMONIC"] = Stage.Words },
        [
            "claims", owner.Account.ToString(), "--rpc", world.Node.Url.ToString(), "--deployment", world.Manifest,
            "--send", "--index", $"{world.IndexOf(world.Keeper)}",
        ]);

    static UInt256 Word(AuctionId id) => (UInt256)id.ToNumber();

    static Bytes32 SaltOf(SealedBid bid) => Bytes32.From((UInt256)bid.Salt);
}
