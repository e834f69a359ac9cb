using System.Text.Json;
using Fractional.Ethereum.Following;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Tests.Ethereum.Rpc;

namespace Fractional.Tests.Ethereum.Following;

/// <summary>A chain of blocks with a log each, served by a <see cref="FakeNode"/>; it can fork and lag.</summary>
internal sealed class FakeChain
{
    private readonly List<Bytes32> _hashes = [];
    private ulong _salt;

    public FakeChain(FakeNode node, ulong head)
    {
        Extend(head + 1);
        node.Results["eth_getBlockByNumber"] = parameters => Header(parameters[0].GetString()!);
        node.Results["eth_getLogs"] = parameters => Logs(parameters[0]);
    }

    public static LogFilter Filter { get; } = new([new Address(Enumerable.Repeat((byte)7, 20).ToArray())], []);

    public ulong Head => (ulong)_hashes.Count - 1;

    public ulong Final { get; set; }

    /// <summary>Blocks the log index does not have yet, as on a node that lags.</summary>
    public ulong LogsBehind { get; set; }

    /// <summary>Ranges wider than this are refused.</summary>
    public ulong MaxRange { get; set; } = ulong.MaxValue;

    public int RangesAsked { get; private set; }

    /// <summary>Spoils a log before it is sent.</summary>
    public Func<string, string> Spoil { get; set; } = log => log;

    public BlockRef this[ulong number] => new(number, _hashes[(int)number]);

    public void Extend(ulong blocks)
    {
        _salt++;
        for (ulong i = 0; i < blocks; i++)
        {
            _hashes.Add(Bytes32.From(((UInt256)_salt << 128) + (ulong)_hashes.Count + 1));
        }
    }

    /// <summary>Replaces the last blocks by as many others and more.</summary>
    public void Fork(ulong depth, ulong more)
    {
        _hashes.RemoveRange(_hashes.Count - (int)depth, (int)depth);
        Extend(depth + more);
    }

    public void Shrink(ulong blocks) => _hashes.RemoveRange(_hashes.Count - (int)blocks, (int)blocks);

    private string Header(string tag)
    {
        ulong number = tag switch
        {
            "latest" => Head,
            "finalized" => Final,
            _ => Convert.ToUInt64(tag[2..], 16),
        };
        if (number > Head)
        {
            return "null";
        }

        Bytes32 parent = number == 0 ? default : _hashes[(int)number - 1];
        return $$"""{"number":"0x{{number:x}}","hash":"{{_hashes[(int)number]}}","parentHash":"{{parent}}","""
            + $$""" "timestamp":"0x{{number * 12:x}}","gasLimit":"0x1","gasUsed":"0x0"}""";
    }

    private string Logs(JsonElement filter)
    {
        if (filter.TryGetProperty("blockHash", out JsonElement hash))
        {
            int at = _hashes.IndexOf(Bytes32.Parse(hash.GetString()));
            return at < 0 || (ulong)at > Head - LogsBehind
                ? """{"code":-32000,"message":"unknown block"}"""
                : $"[{Log((ulong)at)}]";
        }

        RangesAsked++;
        ulong from = Convert.ToUInt64(filter.GetProperty("fromBlock").GetString()![2..], 16);
        ulong to = Convert.ToUInt64(filter.GetProperty("toBlock").GetString()![2..], 16);
        if (to - from >= MaxRange)
        {
            return """{"code":-32005,"message":"query returned more than 10000 results"}""";
        }

        IEnumerable<string> logs = Enumerable.Range((int)from, (int)(to - from + 1))
            .Where(number => (ulong)number <= Head - LogsBehind)
            .Select(number => Log((ulong)number));
        return $"[{string.Join(',', logs)}]";
    }

    private string Log(ulong number) => Spoil(Samples.Log
        .Replace("0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc", Filter.Addresses.Single().ToString())
        .Replace("\"blockNumber\":\"0x2a\"", $"\"blockNumber\":\"0x{number:x}\"")
        .Replace("0x" + new string('1', 64), _hashes[(int)number].ToString()));
}
