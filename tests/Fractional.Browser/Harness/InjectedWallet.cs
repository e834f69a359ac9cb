using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fractional.Ethereum.Messages;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Ethereum.Signers;
using Fractional.Ethereum.Transactions;
using Microsoft.Playwright;

namespace Fractional.Browser.Harness;

/// <summary>What a page asked of the wallet.</summary>
sealed record WalletRequest(string Method, JsonArray Parameters);

/// <summary>A wallet in the browser whose keys are here: it announces itself as extensions do, signs with our own
/// library and sends through the node. It says no, hesitates and changes its mind when a test tells it to.</summary>
/// <remarks>Strict: an account that is not its own and a method it does not know are refused, as wallets do.</remarks>
sealed class InjectedWallet(JsonRpcClient node, IReadOnlyList<ISigner> accounts)
{
    const int Rejected = 4001, Unauthorized = 4100, Unsupported = 4200, ChainUnknown = 4902;

    /// <summary>Gas above the estimate, in parts of a hundred: the state may have moved when it is mined.</summary>
    const ulong GasMarginPercent = 30;

    static readonly UInt256 TipPerGas = 1_000_000_000;

    readonly ConcurrentQueue<WalletRequest> requests = [];
    readonly List<IPage> pages = [];
    volatile int current;
    volatile bool isConnected;

    /// <summary>What it will say no to, by method; empty for nothing.</summary>
    public ConcurrentDictionary<string, bool> Rejects { get; } = [];

    /// <summary>How long a person looks before they confirm.</summary>
    public TimeSpan Hesitation { get; set; }

    /// <summary>Everything a page asked, in order.</summary>
    public IReadOnlyList<WalletRequest> Requests => [.. requests];

    public ulong ChainId { get; private set; } = node.ChainId;

    public ISigner Account => accounts[current];

    /// <summary>Puts the wallet into every page that the context opens from now on.</summary>
    public async Task Enter(IBrowserContext context)
    {
        await context.ExposeFunctionAsync<string, Task<string>>("fractionalWallet", Answer);
        await context.AddInitScriptAsync(Scripts.Read("InjectedWallet.js"));
        context.Page += (_, page) => pages.Add(page);
    }

    /// <summary>The person picks another account in the wallet.</summary>
    public Task SwitchAccount(int index)
    {
        current = index;
        return Say("accountsChanged", new JsonArray(Shown(Account.Address)));
    }

    /// <summary>The person takes the page's permission away.</summary>
    public Task Disconnect()
    {
        isConnected = false;
        return Say("accountsChanged", new JsonArray());
    }

    /// <summary>The person picks another network in the wallet; it answers no reads of that one.</summary>
    public Task SwitchChain(ulong chainId)
    {
        ChainId = chainId;
        return Say("chainChanged", ((UInt256)chainId).ToQuantity());
    }

    async Task Say(string happened, JsonNode value)
    {
        foreach (var page in pages.Where(p => !p.IsClosed))
            await page.EvaluateAsync(
                "([happened, value]) => window.fractionalWalletSays(happened, JSON.parse(value))",
                new[] { happened, value.ToJsonString() });
    }

    /// <summary>Whatever goes wrong is the answer: a page must live with it.</summary>
    async Task<string> Answer(string text)
    {
        try
        {
            var asked = JsonNode.Parse(text)!;
            var request = new WalletRequest(asked["method"]!.GetValue<string>(), asked["params"]!.AsArray());
            requests.Enqueue(request);
            return new JsonObject { ["result"] = await Handle(request) }.ToJsonString();
        }
        catch (WalletException no)
        {
            return Fault(no.Code, no.Message, null);
        }
        catch (RevertException reverted)
        {
            return Fault(3, reverted.Message, Hex.Encode(reverted.RevertData.Span));
        }
        catch (Exception fault) when (fault is Ethereum.EthereumException or JsonException or InvalidOperationException)
        {
            return Fault(-32603, fault.Message, null);
        }
    }

    async Task<JsonNode?> Handle(WalletRequest request)
    {
        switch (request.Method)
        {
            case "eth_chainId":
                return ((UInt256)ChainId).ToQuantity();
            case "net_version":
                return ChainId.ToString(System.Globalization.CultureInfo.InvariantCulture);
            case "eth_accounts":
                return Accounts();
            case "eth_requestAccounts":
                await Confirm(request);
                isConnected = true;
                return Accounts();
            case "personal_sign":
                CheckAccount(request.Parameters[1]);
                await Confirm(request);
                return (await Account.SignMessage(Bytes(request.Parameters[0]), default)).ToString();
            case "eth_signTypedData_v4":
                CheckAccount(request.Parameters[0]);
                var data = TypedData.Parse(request.Parameters[1]!.GetValue<string>());
                await Confirm(request);
                return (await Account.SignTypedData(data, default)).ToString();
            case "eth_sendTransaction":
                return await Send(request);
            case "wallet_switchEthereumChain":
                await Confirm(request);
                return await Change(Quantity(request.Parameters[0]!["chainId"])!.Value);
            case var read when Reads.Contains(read):
                return await node.Call(
                    new RpcCall<JsonNode?>(read, Utf8(request.Parameters), ReadNode), CancellationToken.None);
            default:
                throw new WalletException(Unsupported, $"the wallet does not know {request.Method}");
        }
    }

    /// <summary>What it passes on to its node.</summary>
    static readonly HashSet<string> Reads =
    [
        "eth_blockNumber", "eth_call", "eth_estimateGas", "eth_feeHistory", "eth_gasPrice", "eth_getBalance",
        "eth_getBlockByNumber", "eth_getBlockByHash", "eth_getCode", "eth_getLogs", "eth_getTransactionByHash",
        "eth_getTransactionCount", "eth_getTransactionReceipt", "eth_maxPriorityFeePerGas",
    ];

    JsonArray Accounts() => isConnected ? [Shown(Account.Address)] : [];

    async Task<JsonNode?> Change(UInt256 chainId)
    {
        if (chainId != node.ChainId) throw new WalletException(ChainUnknown, $"chain {chainId} is not known");
        await SwitchChain(node.ChainId);
        return null;
    }

    async Task<JsonNode?> Send(WalletRequest request)
    {
        var asked = request.Parameters[0]!.AsObject();
        CheckAccount(asked["from"]);
        if (Quantity(asked["chainId"]) is { } chain && chain != ChainId)
            throw new WalletException(Unauthorized, $"for chain {chain}, the wallet is on chain {ChainId}");
        await Confirm(request);
        var to = asked["to"] is { } given ? Address.Parse(given.GetValue<string>()) : (Address?)null;
        var call = new CallRequest(to, asked["data"] is { } data ? Hex.Decode(data.GetValue<string>()) : default)
        {
            From = Account.Address, Value = Quantity(asked["value"]) ?? UInt256.Zero,
        };
        var head = await node.Call(Eth.Header(BlockTag.Latest), default);
        var transaction = new DynamicFeeTransaction
        {
            ChainId = node.ChainId,
            Nonce = await node.Call(Eth.TransactionCount(Account.Address, BlockTag.Pending), default),
            GasLimit = (ulong?)Quantity(asked["gas"])
                ?? await node.Call(Eth.EstimateGas(call), default) * (100 + GasMarginPercent) / 100,
            To = to,
            Value = call.Value,
            Data = call.Data,
            MaxPriorityFeePerGas = TipPerGas,
            MaxFeePerGas = Quantity(asked["maxFeePerGas"]) ?? head!.BaseFeePerGas * 2 + TipPerGas,
        };
        var signed = await Account.SignTransaction(transaction, default);
        return (await node.Call(Eth.SendRawTransaction(signed.Encoded), default)).ToString();
    }

    async Task Confirm(WalletRequest request)
    {
        if (Hesitation > TimeSpan.Zero) await Task.Delay(Hesitation);
        if (Rejects.ContainsKey(request.Method)) throw new WalletException(Rejected, "the person said no");
    }

    void CheckAccount(JsonNode? given)
    {
        if (!isConnected || given is null || Address.Parse(given.GetValue<string>()) != Account.Address)
            throw new WalletException(Unauthorized, $"the page may not use account {given}");
    }

    static string Shown(Address address) => address.ToString().ToLowerInvariant();

    static byte[] Bytes(JsonNode? hexOrText) => hexOrText!.GetValue<string>() is var text && text.StartsWith("0x")
        ? Hex.Decode(text)
        : System.Text.Encoding.UTF8.GetBytes(text);

    static UInt256? Quantity(JsonNode? given) => given is null ? null : Hex.ParseQuantity(given.GetValue<string>());

    static byte[] Utf8(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node);

    static JsonNode? ReadNode(ref Utf8JsonReader reader) => JsonNode.Parse(ref reader);

    static string Fault(int code, string message, string? data) => new JsonObject
    {
        ["error"] = new JsonObject { ["code"] = code, ["message"] = message, ["data"] = data },
    }.ToJsonString();

    sealed class WalletException(int code, string message) : Exception(message)
    {
        public int Code => code;
    }
}
