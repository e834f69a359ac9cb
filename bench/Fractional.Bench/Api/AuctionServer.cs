using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Fractional.Chain;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;

namespace Fractional.Bench.Api;

/// <summary>A server in a process of its own, so that its memory and time are not those of its clients.</summary>
public sealed class AuctionServer : IAsyncDisposable
{
    readonly Process process;

    AuctionServer(Process process, string[] said)
    {
        this.process = process;
        Url = new Uri(said[0]);
        Auction = ChainIds.TryAuction(BigInteger.Parse(said[1], CultureInfo.InvariantCulture), out var id)
            ? id
            : throw new FormatException($"{said[1]} is no auction");
        Supply = UInt128.Parse(said[2], CultureInfo.InvariantCulture);
        EndsAt = new Timestamp(ulong.Parse(said[3], CultureInfo.InvariantCulture));
    }

    public Uri Url { get; }

    /// <summary>A batch auction that takes bids.</summary>
    public AuctionId Auction { get; }

    /// <summary>Units that it sells.</summary>
    public UInt128 Supply { get; }

    public Timestamp EndsAt { get; }

    public TimeSpan CpuTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Bytes of its memory that are not on disk.</summary>
    public long Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <param name="place">An empty database.</param>
    public static async Task<AuctionServer> Start(string place)
    {
        string[] program = [typeof(AuctionServer).Assembly.Location, ServedAuction.Argument, place];
        var process = Process.Start(new ProcessStartInfo("dotnet", program)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        var said = await process.StandardOutput.ReadLineAsync();
        return new AuctionServer(process, said?.Split(' ') ?? throw new InvalidOperationException("no server came up"));
    }

    /// <summary>So many events of the vault in one block.</summary>
    /// <returns>The number of its newest event, once the server's board has it.</returns>
    public async Task<long> Change(int times)
    {
        await process.StandardInput.WriteLineAsync(times.ToString(CultureInfo.InvariantCulture));
        return long.Parse(
            await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the server ended"),
            CultureInfo.InvariantCulture);
    }

    /// <summary>It ends by itself when nobody speaks to it any more.</summary>
    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}
