using Fractional.Client;

namespace Fractional.Cli.Demo;

/// <summary>How people bid without a transaction of their own.</summary>
sealed partial class Stage
{
    /// <summary>Bids as any program would: signed, handed in at the server's door, sent by its relay, which pays the
    /// gas. Returns when all are on the chain.</summary>
    public async Task HandIn(IEnumerable<(Actor Owner, BidOrder Order)> bids, CancellationToken stop)
    {
        using var api = new FractionalClient(Page);
        var placed = new List<(Actor Owner, string Id)>();
        foreach (var (owner, order) in bids)
            placed.Add((owner, (await api.PlaceBid(owner.Signer, order, stop: stop)).Id));
        await node.Mine(1, stop); // the relay looks at every block
        var began = TimeProvider.System.GetTimestamp();
        foreach (var (owner, id) in placed)
        {
            while (await api.Bid(id, stop) is { Life: not BidLife.Included } bid)
            {
                if (TimeProvider.System.GetElapsedTime(began) > Patience)
                    throw new UserException($"{owner.Name}: the bid is {bid.Life} after {Patience.TotalSeconds} s");
                await Task.Delay(Poll, stop);
            }
        }
        Now = (await Chain.Head(stop)).Timestamp;
    }
}
