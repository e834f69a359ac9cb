using Fractional.Ethereum;
using Fractional.Ethereum.Rpc;
using Fractional.Ethereum.Sending;
using Fractional.Tests.Ethereum;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Fractional.Integration.Ethereum.Sending;

/// <summary>Many callers at once over a connection that loses requests, loses answers, refuses and limits.</summary>
public sealed class SenderUnderFaultsTests(ITestOutputHelper output)
{
    private const int Calls = 200;

    /// <summary>Every so-manieth caller does not wish again what was refused: its nonce stays free.</summary>
    private const int GivesUp = 4;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task Two_hundred_sends_through_faults_leave_no_hole_and_no_double(ulong seed, bool withReorgs)
    {
        // Small batches: many requests, so many faults.
        await using SenderRig rig = await SenderRig.Start(maxBatchCalls: 3);
        var weather = new Weather(seed);
        rig.Proxy.Choose = weather.Choose;
        rig.Run();
        await using SenderRig.Miner miner = rig.MineEvery(TimeSpan.FromMilliseconds(100));
        Task reorgs = withReorgs ? Reorganise(rig) : Task.CompletedTask;

        await Task.WhenAll(Enumerable.Range(0, Calls).Select(number => SendUntilTaken(rig, number)));
        await reorgs;
        rig.Proxy.Choose = _ => Fault.None;
        OutboxEntry[] ends = await Task.WhenAll(Enumerable.Range(0, Calls).Select(rig.Over));

        output.WriteLine($"{weather}; requests: {rig.Proxy.Requests}; nonces: {await rig.Nonce()}");
        ends.ShouldAllBe(end => end.State == OutboxState.Final || end.State == OutboxState.Dropped);
        int[] done = [.. Enumerable.Range(0, Calls).Where(number => ends[number].State == OutboxState.Final)];
        (await rig.Seen()).Order().ShouldBe(done);
        done.Length.ShouldBeGreaterThan(Calls - (Calls / GivesUp));
        ends.Where(end => end.State == OutboxState.Final).Select(end => end.Nonce).ShouldBeUnique();
        (await rig.Outbox.Unfinished(rig.Account.Address, rig.Stop)).Where(entry => entry.IsPending).ShouldBeEmpty();
    }

    /// <summary>As a keeper does: what the node refused is wished again under the same id, or given up.</summary>
    private static async Task SendUntilTaken(SenderRig rig, int number)
    {
        await Task.Delay(number * 7 % 1_000, rig.Stop);
        for (int attempt = 0; attempt < 100; attempt++)
        {
            try
            {
                await rig.Sender.Send(rig.Call(number), rig.Stop);
                return;
            }
            catch (SendRejectedException) when (number % GivesUp == 0)
            {
                return;
            }
            catch (EthereumException failure) when (failure is SendRejectedException or RpcException)
            {
                await Task.Delay(20, rig.Stop);
            }
        }

        throw new TimeoutException($"call {number} was never taken");
    }

    private static async Task Reorganise(SenderRig rig)
    {
        for (int i = 0; i < 6; i++)
        {
            await Task.Delay(300, rig.Stop);
            // One block: anvil's finality is two blocks deep, and final blocks must not fall.
            await rig.Node.Reorg(1, [], rig.Stop);
        }
    }

    /// <summary>Single faults, and now and then an answer lost at the start of an outage.</summary>
    private sealed class Weather(ulong seed)
    {
        private readonly Lock _gate = new();
        private readonly Seeded _random = new(seed);
        private readonly int[] _faults = new int[Enum.GetValues<Fault>().Length];
        private int _outages = 3;
        private int _left;

        public Fault Choose(string body)
        {
            lock (_gate)
            {
                Fault fault = Draw(body.Contains("eth_sendRawTransaction"));
                _faults[(int)fault]++;
                return fault;
            }
        }

        public override string ToString() =>
            string.Join(", ", Enum.GetValues<Fault>().Select(fault => $"{fault} {_faults[(int)fault]}"));

        private Fault Draw(bool sends)
        {
            if (_left > 0)
            {
                _left--;
                return Fault.CutBefore;
            }

            int draw = _random.Below(100);
            if (sends && draw < 8 && _outages > 0)
            {
                // As long as a look by hash is patient.
                _outages--;
                _left = 6;
                return Fault.CutAfter;
            }

            return draw < 12 ? Fault.TooMany
                : draw < 16 ? Fault.CutBefore
                : !sends ? Fault.None
                : draw < 22 ? Fault.CutAfter
                : draw < 32 ? Fault.Refuse
                : Fault.None;
        }
    }
}
