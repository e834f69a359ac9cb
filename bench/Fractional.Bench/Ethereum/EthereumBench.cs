using System.Globalization;
using System.Text;
using System.Text.Json;
using Fractional.Bench.Ethereum.Contracts;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Ethereum.Transactions;

namespace Fractional.Bench.Ethereum;

/// <summary>The rates of the Ethereum layer (BUDGETS, section 3) on one thread, and what it allocates.</summary>
public static class EthereumBench
{
    private const int RoundCount = 7;
    private const int LogsPerAnswer = 1_000;

    public static Task Run()
    {
        Console.WriteLine($"curve: {Secp256k1.Current.Name}");
        Coding();
        Hashing();
        foreach (ISecp256k1 curve in Curves())
        {
            Signing(curve);
        }

        Transactions();
        Logs();
        return Task.CompletedTask;
    }

    private static void Coding()
    {
        Order order = new(
            Address.Parse("0x52908400098527886E0F7030069857D2E4169EE7"), default, UInt256.MaxValue / 3, 12345678,
            UInt128.MaxValue / 7, 1_700_000_000, 1_800_000_000, Keccak256.Hash("salt"u8), true, 42);
        OrdersContract.FillFunction fill = new(order);
        byte[] encoded = fill.Encode();
        Rate("ABI encode, 10-field struct", 400_000, 4_000_000, () => fill.Encode());
        Rate("ABI decode, 10-field struct", 400_000, 2_000_000, () => OrdersContract.FillFunction.Decode(encoded));
        Rate("EIP-712 hash, 10-field struct", 100_000, null, () => order.HashStruct());
    }

    private static void Hashing()
    {
        byte[] word = new byte[32];
        byte[] kibibyte = new byte[1024];
        Rate("keccak256, 32 B", 400_000, 1_800_000, () => Keccak256.Hash(word, word));
        Rate("keccak256, 1 KiB", 50_000, null, () => Keccak256.Hash(kibibyte, word));
    }

    private static IEnumerable<ISecp256k1> Curves()
    {
        if (NativeSecp256k1.Instance is { } native)
        {
            yield return native;
        }

        yield return new ManagedSecp256k1 { AllowSigning = true };
    }

    private static void Signing(ISecp256k1 curve)
    {
        bool isNative = curve is NativeSecp256k1;
        string name = isNative ? "native" : "managed";
        byte[] key = Keccak256.Hash("key"u8).ToArray();
        byte[] hash = Keccak256.Hash("hash"u8).ToArray();
        byte[] publicKey = new byte[64];
        Signature signature = curve.Sign(hash, key);
        Rate($"sign, {name}", 4_000, isNative ? 15_000 : 4_000, () => curve.Sign(hash, key));
        Rate($"recover to address, {name}", 2_000, isNative ? 9_000 : 1_500, () =>
        {
            curve.TryRecover(hash, signature, signature.YParity, publicKey);
            Address.FromPublicKey(publicKey);
        });
    }

    private static void Transactions()
    {
        using PrivateKey key = new(Keccak256.Hash("key"u8).Span, Curves().First());
        DynamicFeeTransaction transaction = new()
        {
            ChainId = 1, Nonce = 7, GasLimit = 200_000, To = key.Address, Value = 1_000_000_000,
            MaxFeePerGas = 30_000_000_000, MaxPriorityFeePerGas = 1_000_000_000, Data = new byte[68],
        };
        Rate("EIP-1559 sign and encode", 4_000, 15_000, () => _ = transaction.Sign(key).Encoded);
    }

    private static void Logs()
    {
        byte[] json = LogsJson();
        RpcCall<Log[]> call = Eth.Logs(LogFilter.All, 0, 1);
        Rate("eth_getLogs JSON to typed events", 60, 700_000, () =>
        {
            Utf8JsonReader reader = new(json);
            reader.Read();
            foreach (Log log in call.Parse(ref reader))
            {
                OrdersContract.TransferEvent.Decode(log.Topics, log.Data.Span);
            }
        }, each: LogsPerAnswer);
    }

    private static byte[] LogsJson()
    {
        StringBuilder json = new("[");
        for (int i = 0; i < LogsPerAnswer; i++)
        {
            Bytes32 account = Bytes32.From((UInt256)(ulong)(i + 1));
            json.Append(i == 0 ? "" : ",").Append($$"""
                {"address":"0x52908400098527886e0f7030069857d2e4169ee7",
                "topics":["{{OrdersContract.TransferEvent.Topic0}}","{{account}}","{{account}}"],
                "data":"{{account}}","blockHash":"{{account}}","blockNumber":"0x12d687",
                "transactionHash":"{{account}}","transactionIndex":"0x{{i:x}}","logIndex":"0x{{i:x}}","removed":false}
                """.ReplaceLineEndings(""));
        }

        return Encoding.UTF8.GetBytes(json.Append(']').ToString());
    }

    private static void Rate(string what, int repeats, double? budget, Action once, int each = 1)
    {
        void Round()
        {
            for (int i = 0; i < repeats; i++)
            {
                once();
            }
        }

        // Long enough for the last tier of the compiler to take over.
        for (int i = 0; i < 3; i++)
        {
            Round();
            Thread.Sleep(150);
        }

        List<double> rates = [];
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < RoundCount; i++)
        {
            TimeSpan used = Environment.CpuUsage.TotalTime;
            Round();
            rates.Add(repeats * (double)each / (Environment.CpuUsage.TotalTime - used).TotalSeconds);
        }

        long bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / ((long)RoundCount * repeats * each);
        double median = Rounds.Percentile(rates, 50);
        string verdict = budget is not { } limit ? "-" : Invariant($">= {limit:N0}/s: {median / limit:0.0}x");
        Rounds.Print(what, Invariant($"{median:N0} per core-second, {bytes} B/op"), verdict);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
