using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Core;
using Fractional.Core.Units;
using Fractional.Engine.Following;
using Fractional.Engine.Projections;
using Fractional.Engine.Vaults;

namespace Fractional.Engine.Bids;

/// <summary>After each block, sends the accepted bids of every vault and finds out what became of those it sent. It
/// remembers nothing that matters: whatever it was doing when it died, the journal says what to do next.</summary>
/// <param name="relayer">Whose transactions they are, and who pays their gas.</param>
internal sealed class BidRelay(
    IChain chain, EntityDesk desk, VaultBoard board, EngineOptions options, Account relayer)
{
    /// <summary>Waiting bids about which the chain is asked for one transaction: room for as many that must wait
    /// again as there are that can go.</summary>
    private const int MostAsked = 2 * BidLimits.PerSending;

    /// <summary>Blocks after which a bid that had to wait is looked at again, so that those behind it get their
    /// turn.</summary>
    private const ulong RestBlocks = 3;

    /// <summary>Blocks in which a bid placed without us is looked for: twice what makes them final.</summary>
    private const ulong StrayBlocks = 128;

    /// <summary>Bids that end together: one commit's worth.</summary>
    private const int EndsAtOnce = 256;

    /// <summary>A signature that a contract denies so often in a row is none: one block may lie.</summary>
    private const int MostDenials = 3;

    private readonly Dictionary<Hash32, (ulong Until, int Denials)> resting = [];

    /// <summary>One look at every vault with bids; the failure of one stops no other.</summary>
    /// <returns>False when something failed: look again.</returns>
    public async Task<bool> Look(Block head, CancellationToken stop)
    {
        var isDone = true;
        foreach (var (vault, followed) in board.View.Followed)
        {
            if (followed.Now.Fault is not null || followed.Bids.Known.IsEmpty) continue;
            try
            {
                await FollowUp(vault, head, stop);
                await EndHopeless(vault, head, stop);
                await FindStrays(vault, head, stop);
                for (var round = 0; round < BidLimits.OpenSendings && await Relay(vault, head, stop); round++) { }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                isDone = false;
                options.Notice($"bids of {vault} wait: {failure.Message}");
            }
        }
        foreach (var (hash, (until, _)) in resting) if (until + RestBlocks < head.Number) resting.Remove(hash);
        return isDone;
    }

    /// <summary>Asks after every sending of which something is still open.</summary>
    private async Task FollowUp(Account vault, Block head, CancellationToken stop)
    {
        var bids = board.View.Followed[vault].Bids;
        foreach (var sending in bids.Sendings.Values)
        {
            if (!sending.Bids.Any(hash => bids.Known[hash].Life == BidLife.Relayed)) continue;
            var state = await chain.SendingOf(sending.Key, stop);
            if (state.Status == SendingStatus.Unknown)
                state = head.Number > sending.AtBlock + options.ClaimExpiryBlocks
                    ? await chain.Burn(sending.Key, stop)
                    : await Send(sending, bids, stop);
            await desk.Tell(vault, new VaultMessage.NoteBidSending(state, head.Timestamp, head.Number), stop);
        }
    }

    private async Task EndHopeless(Account vault, Block head, CancellationToken stop)
    {
        var followed = board.View.Followed[vault];
        var round = new RelayRound(followed, head, chain.Deployment.Protocol);
        var ends = followed.Bids.Waiting.Values.Select(hash => round.Hopeless(followed.Bids.Known[hash]))
            .OfType<VaultMessage.EndBid>().ToList();
        foreach (var some in ends.Chunk(EndsAtOnce))
            await Task.WhenAll(some.Select(end => desk.Tell(vault, end, stop)));
    }

    /// <summary>A bid that we did not place, because it was withdrawn or refused for instance, and that its owner
    /// placed alone: whoever has its signature can.</summary>
    private async Task FindStrays(Account vault, Block head, CancellationToken stop)
    {
        var bids = board.View.Followed[vault].Bids;
        var strays =
            from auction in bids.Auctions.Values
            from placed in auction.Placed.Reverse().Select(p => p.Value)
                .TakeWhile(p => p.Place.BlockNumber + StrayBlocks > head.Number)
            where placed.Bid is null
            from hash in bids.Of(placed.Owner).All
            let known = bids.Known[hash]
            where !known.IsOpen && !known.IsPlaced && placed.CanBe(known) && !IsResting(hash, head)
            select known;
        foreach (var known in strays.Distinct().Take(MostAsked).ToList())
        {
            Rest(known.Hash, head);
            var nonce = await chain.NonceUseOf(known.Bid.Owner, known.Bid.Nonce, stop);
            if (nonce != NonceUse.Free) await Note(vault, known, nonce, head, stop);
        }
    }

    /// <summary>One transaction with as many waiting bids as it holds; true when there may be enough for another
    /// one.</summary>
    private async Task<bool> Relay(Account vault, Block head, CancellationToken stop)
    {
        var followed = board.View.Followed[vault];
        var bids = followed.Bids;
        if (bids.Sendings.Count >= BidLimits.OpenSendings) return false;
        var candidates = bids.Waiting.Values.Where(hash => !IsResting(hash, head)).Take(MostAsked)
            .Select(hash => bids.Known[hash]).ToList();
        if (candidates.Count == 0) return false;
        var round = new RelayRound(followed, head, chain.Deployment.Protocol);
        await Choose(round, vault, followed.Now.Vault.PaymentToken, candidates, head, stop);
        if (round.Chosen.Count == 0) return candidates.Count == MostAsked;
        var relay = new VaultMessage.RelayBids([.. round.Chosen], head.Timestamp, head.Number);
        var told = await desk.Tell(vault, relay, stop);
        if (told.Events.IsEmpty) return false;
        var key = told.Events.OfType<VaultJournal.BidsRelayed>().Single().Key;
        var sent = await Send(told.State.Bids.Sendings[key], told.State.Bids, stop);
        await desk.Tell(vault, new VaultMessage.NoteBidSending(sent, head.Timestamp, head.Number), stop);
        return round.IsFull || candidates.Count == MostAsked;
    }

    private async Task Choose(
        RelayRound round, Account vault, Account token, List<KnownBid> candidates, Block head, CancellationToken stop)
    {
        var asked = candidates.Select(known => Ask(known, stop)).ToList();
        var owners = candidates.Select(known => known.Bid.Owner).Distinct()
            .ToDictionary(owner => owner, owner => FundsOf(token, owner, stop));
        await Task.WhenAll([.. asked, .. owners.Values]);
        foreach (var (known, question) in candidates.Zip(asked))
        {
            var answer = await question;
            var end = answer switch
            {
                { Nonce: not NonceUse.Free } => null,
                { IsSigned: false } => Denied(known, head),
                _ => round.Consider(known, await owners[known.Bid.Owner]),
            };
            if (answer.Nonce != NonceUse.Free) await Note(vault, known, answer.Nonce, head, stop);
            else if (end is not null) await desk.Tell(vault, end, stop);
            if (end is null && !round.Chosen.Contains(known.Hash) && !round.IsFull) Rest(known.Hash, head);
        }
    }

    private Task Note(Account vault, KnownBid known, NonceUse nonce, Block head, CancellationToken stop) => desk.Tell(
        vault, new VaultMessage.NoteNonceUsed(known.Hash, nonce == NonceUse.UsedFinally, head.Timestamp), stop);

    private async Task<AskedOfBid> Ask(KnownBid known, CancellationToken stop)
    {
        var nonce = await chain.NonceUseOf(known.Bid.Owner, known.Bid.Nonce, stop);
        return new AskedOfBid(nonce, nonce == NonceUse.Free && await chain.IsSigned(known.Signed, stop));
    }

    private async Task<Wei> FundsOf(Account token, Account owner, CancellationToken stop)
    {
        var allowed = chain.TokenAllowance(token, owner, chain.Deployment.BatchAuction.Address, stop);
        return Wei.Min(await chain.TokenBalance(token, owner, stop), await allowed);
    }

    private Task<Sending> Send(BidSending sending, VaultBids bids, CancellationToken stop) => chain.Send(
        new ProtocolCall.BidFor([.. sending.Bids.Select(hash => bids.Known[hash].Signed)]), relayer, sending.Key, stop);

    private bool IsResting(Hash32 hash, Block head) =>
        resting.TryGetValue(hash, out var rest) && rest.Until > head.Number;

    private void Rest(Hash32 hash, Block head) =>
        resting[hash] = (head.Number + RestBlocks, resting.GetValueOrDefault(hash).Denials);

    private VaultMessage.EndBid? Denied(KnownBid known, Block head)
    {
        var denials = resting.GetValueOrDefault(known.Hash).Denials + 1;
        resting[known.Hash] = (head.Number + RestBlocks, denials);
        return denials < MostDenials
            ? null
            : new VaultMessage.EndBid(known.Hash, BidLife.Refused, nameof(Refusal.SignatureRejected), head.Timestamp);
    }
}
