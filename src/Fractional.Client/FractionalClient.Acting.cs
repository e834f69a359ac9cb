using System.Text.Json.Nodes;
using Fractional.Client.Bidding;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Signers;

namespace Fractional.Client;

public sealed partial class FractionalClient
{
    readonly SemaphoreSlim asking = new(1);
    Deployment? known;

    /// <summary>Signs a bid and hands it in. What is signed is made here, from the order and the deployment; the server
    /// is not asked what to sign. A bid that was answered is in the server's journal.</summary>
    /// <param name="signer">The owner, or who signs for the contract that is.</param>
    /// <param name="order">The bid.</param>
    /// <param name="idempotencyKey">Null for the bid's own hash: handing the same order in again, in another process
    /// too, is then one bid.</param>
    /// <param name="stop">Ends it early; whether the bid was taken is then not known, and asking again is safe.</param>
    /// <exception cref="WrongDeploymentException">Chain or contract are not those of the options; nothing was
    /// signed.</exception>
    public async Task<Bid> PlaceBid(
        ISigner signer, BidOrder order, string? idempotencyKey = null, CancellationToken stop = default)
    {
        var deployment = await Checked(stop);
        var message = BidMessage.Of(order, signer.Address);
        var data = message.ToTypedData(deployment.ChainId, deployment.Contracts.BatchAuction);
        var signature = await signer.SignTypedData(data, stop);
        var id = data.Digest.ToString();
        var bid = await transport.Post<Bid>(
            "v1/bids", new BidPost(message, signature.ToArray()), idempotencyKey ?? id, stop);
        return bid.Id == id
            ? bid
            : throw new UnexpectedAnswerException($"v1/bids: bid {id} was handed in, the answer is about {bid.Id}");
    }

    /// <summary>Takes back a bid that was not relayed yet; needs a key of its owner in the options.</summary>
    public Task Withdraw(string bid, CancellationToken stop = default) =>
        transport.Delete($"v1/bids/{Uri.EscapeDataString(bid)}", stop);

    /// <summary>What a purchase or a bid would come to.</summary>
    public Task<Quote> Quote(UInt256 auction, QuoteRequest request, CancellationToken stop = default) =>
        transport.Post<Quote>($"v1/auctions/{auction}/quote", request, null, stop);

    /// <summary>The exact transaction for a call, decoded and simulated, for the caller to sign and send.</summary>
    /// <param name="from">Who will send it.</param>
    /// <param name="call">Its type and arguments, as docs/api.md names them.</param>
    /// <param name="stop">Ends it early.</param>
    public Task<Prepared> Prepare(Address from, JsonObject call, CancellationToken stop = default) =>
        transport.Post<Prepared>("v1/transactions", new { From = from, Call = call }, null, stop);

    /// <summary>Asked once: contracts do not move.</summary>
    async Task<Deployment> Checked(CancellationToken stop)
    {
        await asking.WaitAsync(stop);
        try
        {
            if (known is not null) return known;
            var deployment = await Deployment(stop);
            if (options.ChainId is { } chain && chain != deployment.ChainId)
                throw new WrongDeploymentException(
                    $"the server is for chain {deployment.ChainId}, the options insist on chain {chain}");
            if (options.BatchAuction is { } contract && contract != deployment.Contracts.BatchAuction)
                throw new WrongDeploymentException(
                    $"the server's batch auction is {deployment.Contracts.BatchAuction}, the options insist on "
                    + $"{contract}");
            return known = deployment;
        }
        finally
        {
            asking.Release();
        }
    }
}
