using Fractional.Chain.Bindings;
using Fractional.Chain.JsonRpc;
using Fractional.Core.Vaults;
using Fractional.Ethereum.Abi;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rlp;
using Fractional.Ethereum.Rpc;
using Fractional.Ethereum.Sending;
using Fractional.Ethereum.Signers;
using Account = Fractional.Core.Units.Account;

namespace Fractional.Chain;

/// <summary>Who gets what in a new deployment of the protocol.</summary>
/// <param name="Owner">Lists tokens, weighs appraisers; has no power over anybody's money.</param>
/// <param name="QuorumWeight">Weight of signers that a round needs, at least 1.</param>
public sealed record ProtocolSettings(Account Owner, Account FeeRecipient, ulong QuorumWeight);

/// <summary>Creates the contracts in the order of docs/contracts.md. Most of them name each other, so addresses are
/// computed from the deployer's nonce before they exist; the factory checks that they match.</summary>
public sealed class ProtocolDeployer(JsonRpcClient rpc, ISigner signer, TimeProvider time)
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    readonly TransactionSender sender = new(
        rpc, signer, new MemoryOutbox(), new SenderOptions { MaxFeePerGas = 500_000_000_000 }, time);

    int counter;

    /// <exception cref="ChainException">A creation failed, or somebody else used the deployer's key
    /// meanwhile.</exception>
    public async Task<Deployment> Deploy(ProtocolSettings settings, CancellationToken stop)
    {
        var startBlock = await rpc.Call(Eth.BlockNumber, stop);
        var nonce = await rpc.Call(Eth.TransactionCount(signer.Address, BlockTag.Latest), stop);
        var (bookAt, auctionAt, batchAt) = (AddressAt(nonce + 2), AddressAt(nonce + 3), AddressAt(nonce + 4));
        var (sealedAt, factoryAt) = (AddressAt(nonce + 5), AddressAt(nonce + 6));
        var oracle = await Create(
            new AppraisalOracleContract.Deployment(settings.Owner.ToAddress(), settings.QuorumWeight), stop);
        var fund = await Create(new InsuranceFundContract.Deployment(bookAt), stop);
        var loanBook = await Create(new LoanBookContract.Deployment(factoryAt, auctionAt, oracle, fund), stop);
        var auction = await Create(
            new DutchAuctionContract.Deployment(loanBook, batchAt, settings.FeeRecipient.ToAddress()), stop);
        var batch = await Create(new BatchAuctionContract.Deployment(auction, sealedAt), stop);
        var sealedBids = await Create(new SealedBidsContract.Deployment(batch), stop);
        var factory = await Create(
            new VaultFactoryContract.Deployment(settings.Owner.ToAddress(), loanBook, auction), stop);
        var implementation = new VaultFactoryContract.ImplementationFunction();
        var vault = implementation.DecodeReturn(await Ask(factory, implementation, stop));
        var maxAge = new AppraisalOracleContract.MaxAgeSecondsFunction();
        return new Deployment(
            rpc.ChainId, startBlock, await Contract(factory, stop), await Contract(vault, stop),
            await Contract(loanBook, stop), await Contract(auction, stop), await Contract(batch, stop),
            await Contract(sealedBids, stop), await Contract(fund, stop), await Contract(oracle, stop),
            new Protocol(
                fund.ToAccount(), settings.FeeRecipient, sealedBids.ToAccount(),
                maxAge.DecodeReturn(await Ask(oracle, maxAge, stop)).ToUInt64()),
            []);
    }

    /// <summary>Creates one contract and waits until it is in a block.</summary>
    public async Task<Address> Create(IDeployment deployment, CancellationToken stop)
    {
        var call = new OutgoingCall($"create/{counter++}", null, deployment.Encode());
        var sent = await sender.Send(call, stop);
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < Patience)
        {
            if (await rpc.Call(Eth.Receipt(sent.Newest.Hash), stop) is { } receipt)
                return receipt is { Succeeded: true, ContractAddress: { } created }
                    ? created
                    : throw new ChainException(
                        $"{deployment.GetType().DeclaringType!.Name} was refused by its constructor");
            await Task.Delay(Poll, time, stop);
        }
        throw new ChainException($"no receipt of transaction {sent.Newest.Hash} after {Patience.TotalMinutes} minutes");
    }

    Task<byte[]> Ask(Address contract, IFunctionMessage question, CancellationToken stop) =>
        rpc.CallContract(new CallRequest(contract, question.Encode()), BlockTag.Latest, stop);

    async Task<DeployedContract> Contract(Address address, CancellationToken stop) =>
        new(address.ToAccount(), (await rpc.RequireCode(address, BlockTag.Latest, stop)).ToHash());

    /// <summary>Where a contract will lie that this account creates with this nonce: the hash of both.</summary>
    Address AddressAt(ulong nonce)
    {
        var writer = new RlpWriter(stackalloc byte[64]);
        var list = writer.BeginList();
        writer.Write(signer.Address.Span);
        writer.Write((UInt256)nonce);
        writer.EndList(list);
        return new Address(Keccak256.Hash(writer.Written).Span[12..]);
    }
}
