using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Fractional.Chain.Bindings;
using Fractional.Chain.Calls;
using Fractional.Chain.JsonRpc;
using Fractional.Chain.Signing;
using Fractional.Core;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Valuation;
using Fractional.Core.Vaults;
using Fractional.Ethereum;
using Fractional.Ethereum.Abi;
using Fractional.Ethereum.Following;
using Fractional.Ethereum.Messages;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Ethereum.Sending;
using Fractional.Ethereum.Signers;
using Account = Fractional.Core.Units.Account;
using Item = Fractional.Core.Units.Item;

namespace Fractional.Chain;

/// <summary>How a <see cref="JsonRpcChain"/> talks to its nodes and what its senders may spend.</summary>
public sealed record JsonRpcChainOptions
{
    /// <summary>Between two looks at the head; a local chain can be asked every 20 ms.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc cref="SenderOptions.StayReady"/>
    public bool StayReady { get; init; } = true;

    /// <summary>Most wei of ether for a unit of gas.</summary>
    public UInt128 MaxFeePerGas { get; init; } = 500_000_000_000;

    /// <summary>Hears of failures, one sentence each, without secrets.</summary>
    public Action<string> Notice { get; init; } = _ => { };
}

/// <summary>The contracts on a real chain, through JSON-RPC.</summary>
/// <remarks>Each signer has one sender, which runs until the chain is disposed: it replaces what waits too long and
/// resolves what is in doubt.</remarks>
public sealed partial class JsonRpcChain : IChain, IAsyncDisposable
{
    /// <summary>What nodes say, whatever their code, when an account has less ether than the call carries.</summary>
    const string InsufficientFunds = "insufficient funds";

    /// <summary>Gas the contracts give to ERC-2981 at a kick.</summary>
    const ulong RoyaltyGas = 50_000;

    /// <summary>Gas a contract may use to check a signature: a multisig of thirty owners needs a third.</summary>
    const ulong SignatureGas = 1_000_000;

    /// <summary>Keys share this many locks: enough that two rarely meet, few enough to keep for ever.</summary>
    const int Gates = 64;

    /// <summary>Far above any nonce in use: a burned key takes none away.</summary>
    const ulong BurnedNonces = 1UL << 40;
    const string BurnedReason = "burned before it was signed";

    readonly JsonRpcClient rpc;
    readonly JsonRpcChainOptions options;
    readonly IOutbox outbox;
    readonly VaultFollowing following;
    readonly BidHash bidHash;
    readonly FrozenDictionary<Account, TransactionSender> senders;
    readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, Gates).Select(_ => new SemaphoreSlim(1))];
    readonly ConcurrentDictionary<Account, PaymentToken> tokens = new();
    readonly CancellationTokenSource stopping = new();
    readonly Task running;

    JsonRpcChain(
        JsonRpcClient rpc, Deployment deployment, IOutbox outbox, IEnumerable<ISigner> signers,
        JsonRpcChainOptions options, TimeProvider time)
    {
        this.rpc = rpc;
        this.outbox = outbox;
        this.options = options;
        Deployment = deployment;
        bidHash = new BidHash(deployment);
        var follow = new FollowOptions { Filter = LogFilter.All, PollInterval = options.PollInterval,
            Notice = options.Notice };
        following = new VaultFollowing(rpc, deployment, follow, time);
        var sending = new SenderOptions
        {
            MaxFeePerGas = options.MaxFeePerGas, PollInterval = options.PollInterval, StayReady = options.StayReady,
            Notice = options.Notice,
        };
        senders = signers.Select(signer => new TransactionSender(rpc, signer, outbox, sending, time))
            .ToFrozenDictionary(sender => sender.Account.ToAccount());
        running = Task.WhenAll(senders.Values.Select(sender => sender.Run(stopping.Token)));
    }

    public Deployment Deployment { get; }

    /// <summary>Opens the door after checking that this chain is the manifest's and holds its very code.</summary>
    /// <exception cref="DeploymentException">Another chain, no code, or other code: says which contract.</exception>
    /// <exception cref="EthereumException">No node answers.</exception>
    public static async Task<JsonRpcChain> Open(
        JsonRpcClient rpc, Deployment deployment, IOutbox outbox, IEnumerable<ISigner> signers,
        JsonRpcChainOptions options, TimeProvider time, CancellationToken stop)
    {
        await deployment.Check(rpc, stop);
        return new JsonRpcChain(rpc, deployment, outbox, signers, options, time);
    }

    public Task<Block> Head(CancellationToken stop) => Answered(async () =>
        VaultFollowing.BlockOf(await rpc.Call(Eth.Header(BlockTag.Latest), stop)
            ?? throw new RpcFormatException("the node has no latest block")));

    public async IAsyncEnumerable<ChainNews> Follow(
        ChainCursor cursor, [EnumeratorCancellation] CancellationToken stop)
    {
        await using var news = following.Follow(cursor, stop).GetAsyncEnumerator(stop);
        while (await Answered(async () => await news.MoveNextAsync())) yield return news.Current;
    }

    public Task<Simulation> Simulate(ProtocolCall call, Account from, CancellationToken stop) => Answered(async () =>
    {
        var head = rpc.Call(Eth.Header(BlockTag.Latest), stop);
        try
        {
            var gas = await rpc.Call(Eth.EstimateGas(Request(call, from)), stop);
            var fee = (await head)?.BaseFeePerGas ?? throw new RpcFormatException("the node has no latest block");
            return (Simulation)new Simulation.Accepted(gas, (UInt128)fee);
        }
        catch (RevertException refused)
        {
            await head;
            return new Simulation.Refused(RevertReading.Read(refused.RevertData.Span));
        }
        catch (RpcErrorException poor) when (poor.NodeMessage.Contains(
            InsufficientFunds, StringComparison.OrdinalIgnoreCase))
        {
            await head;
            return new Simulation.Refused(new Refusal.InsufficientBalance());
        }
    });

    public Task<Sending> Send(ProtocolCall call, Account from, string key, CancellationToken stop) => Gated(key,
        async () =>
    {
        if (await outbox.Find(key, stop) is { } known) return await SendingOf(known, stop);
        if (!senders.TryGetValue(from, out var sender))
            throw new ChainException($"there is no key for {from}: it can not send {call.Name}");
        var data = CallData.Of(call, Deployment);
        try
        {
            var entry = await sender.Send(new OutgoingCall(
                key, data.To.ToAddress(), data.Data, data.Value, GasFor(call)), stop);
            return await SendingOf(entry, stop);
        }
        catch (RevertException refused)
        {
            // The estimate of gas already refuses: nothing was stored, nothing was sent.
            var refusal = RevertReading.Read(refused.RevertData.Span);
            return new Sending(key, SendingStatus.Dropped, null, null, true, refusal);
        }
    }, stop);

    public Task<Sending> SendingOf(string key, CancellationToken stop) => Answered(async () =>
        await outbox.Find(key, stop) is { } entry ? await SendingOf(entry, stop) : Sending.Unknown(key));

    public Task<Sending> Burn(string key, CancellationToken stop) => Gated(key, async () =>
    {
        if (await outbox.Find(key, stop) is { } known) return await SendingOf(known, stop);
        var account = senders.Count > 0 ? senders.Values[0].Account : Address.Zero;
        var entry = await outbox.Prepare(
            new OutboxEntry
            {
                Id = key, Account = account, To = account, Data = default, Value = default, GasLimit = 0,
                MaxFeePerGas = default,
            },
            BurnedNonces, stop);
        await outbox.Update(entry.Drop(BurnedReason), stop);
        return Sending.Burned(key);
    }, stop);

    public Task<ItemFacts> ItemFactsOf(Item item, Account vault, CancellationToken stop) => Answered(async () =>
    {
        var tokenId = (UInt256)item.TokenId;
        var collection = item.Collection.ToAddress();
        var value = TryRead(
            Deployment.AppraisalOracle.Address, new AppraisalOracleContract.ValuationOfFunction(collection, tokenId),
                stop);
        var royalty = TryRead(
            item.Collection, new DemoCollectionContract.RoyaltyInfoFunction(tokenId, Wei.One.ToWord()), stop,
                RoyaltyGas);
        var owner = TryRead(item.Collection, new DemoCollectionContract.OwnerOfFunction(tokenId), stop);
        await Task.WhenAll(value, royalty, owner);
        return new ItemFacts
        {
            Valuation = (await value) is { } v ? ValuationOf(v) : null,
            RoyaltyAnswer = (await royalty) is { } r
                ? new RoyaltyAnswer(r.Receiver.ToAccount(), r.RoyaltyAmount.ToNumber())
                : null,
            IsInCustody = (await owner) == vault.ToAddress(),
        };
    });

    public Task<Wei> TokenBalance(Account token, Account holder, CancellationToken stop) => Answered(async () =>
    {
        var question = new DemoWethContract.BalanceOfFunction(holder.ToAddress());
        var answer = await rpc.CallContract(
            new CallRequest(token.ToAddress(), question.Encode()), BlockTag.Latest, stop);
        return question.DecodeReturn(answer).ToWei();
    });

    public Task<bool> AcceptsSignature(
        Account contract, Hash32 hash, ReadOnlyMemory<byte> signature, CancellationToken stop) => Answered(async () =>
        await TryRead(contract, new ContractSignature(hash.ToBytes(), signature), stop, SignatureGas) == true);

    public Task<PaymentToken> TokenOf(Account token, CancellationToken stop) => Answered(async () =>
    {
        if (tokens.TryGetValue(token, out var known)) return known;
        var (symbol, decimals) = (new DemoWethContract.SymbolFunction(), new DemoWethContract.DecimalsFunction());
        try
        {
            var said = new PaymentToken(
                token,
                symbol.DecodeReturn(await rpc.CallContract(
                    new CallRequest(token.ToAddress(), symbol.Encode()), BlockTag.Latest, stop)),
                decimals.DecodeReturn(await rpc.CallContract(
                    new CallRequest(token.ToAddress(), decimals.Encode()), BlockTag.Latest, stop)));
            return tokens.GetOrAdd(token, said);
        }
        catch (RevertException refused)
        {
            throw new ChainException($"the token {token} does not tell its symbol and decimals", refused);
        }
    });

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    CallRequest Request(ProtocolCall call, Account from)
    {
        var data = CallData.Of(call, Deployment);
        return new CallRequest(data.To.ToAddress(), data.Data, from.ToAddress(), data.Value);
    }

    /// <summary>An answer, or null when the contract refuses or answers something else: a stranger's contract
    /// may.</summary>
    async Task<T?> TryRead<T>(Account contract, IFunctionMessage<T> question, CancellationToken stop, ulong? gas = null)
        where T : struct
    {
        try
        {
            var request = new CallRequest(contract.ToAddress(), question.Encode(), GasLimit: gas);
            return question.DecodeReturn(await rpc.Call(Eth.Call(request, BlockTag.Latest), stop));
        }
        catch (Exception refused) when (refused is RevertException or RpcErrorException or EthereumFormatException)
        {
            return null;
        }
    }

    /// <summary>What the outbox knows, and for what waits there a look at the chain itself.</summary>
    async Task<Sending> SendingOf(OutboxEntry entry, CancellationToken stop)
    {
        var hash = entry.Attempts.IsEmpty ? (Hash32?)null : entry.Newest.Hash.ToHash();
        if (entry is { State: OutboxState.Dropped, Reason: BurnedReason }) return Sending.Burned(entry.Id);
        if (entry.State is OutboxState.Dropped or OutboxState.Replaced)
            return new Sending(entry.Id, SendingStatus.Dropped, hash, null, true, null);
        var inclusion = entry.Inclusion;
        if (inclusion is null && !entry.Attempts.IsEmpty
            && await rpc.Call(Eth.Receipt(entry.Newest.Hash), stop) is { } receipt)
            inclusion = Inclusion.Of(receipt);
        if (inclusion is null) return new Sending(entry.Id, SendingStatus.Pending, hash, null, false, null);
        var status = inclusion.Succeeded ? SendingStatus.Included : SendingStatus.Refused;
        return new Sending(
            entry.Id, status, inclusion.TransactionHash.ToHash(), inclusion.BlockNumber, entry.IsOver,
            inclusion.Succeeded ? null : await WhyRefused(entry, inclusion, stop));
    }

    /// <summary>A receipt does not say why: the call is asked again on the block before.</summary>
    async Task<Refusal?> WhyRefused(OutboxEntry entry, Inclusion inclusion, CancellationToken stop)
    {
        try
        {
            var request = new CallRequest(entry.To, entry.Data, entry.Account, entry.Value);
            await rpc.Call(Eth.Call(request, BlockTag.Number(inclusion.BlockNumber)), stop);
            return null;
        }
        catch (RevertException refused)
        {
            return RevertReading.Read(refused.RevertData.Span);
        }
    }

    static ItemValuation ValuationOf(Valuation v) => new(
        new Wei(v.Appraisal), new Wei(v.SpotValue), new Wei(v.LimitedValue), new Wei(v.BorrowValue),
        new Wei(v.LiquidationValue), new Bps(v.DispersionBps), v.ObservedAt.ToTime(), v.Tripped);

    /// <summary>One at a time for a key, so that a burn and a send never pass each other.</summary>
    async Task<Sending> Gated(string key, Func<Task<Sending>> work, CancellationToken stop)
    {
        SendingKey.Check(key);
        var gate = gates[unchecked((uint)key.GetHashCode(StringComparison.Ordinal)) % Gates];
        await gate.WaitAsync(stop);
        try
        {
            return await Answered(work);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Everything that means "the chain did not answer" under one name.</summary>
    static async Task<T> Answered<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (EthereumException failure) when (failure is not RevertException)
        {
            throw new ChainException(failure.Message, failure);
        }
    }
}
