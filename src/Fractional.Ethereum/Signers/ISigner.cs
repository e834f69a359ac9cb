using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Messages;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Transactions;

namespace Fractional.Ethereum.Signers;

/// <summary>Signs for one account, with a key in this process (<see cref="Account"/>) or in another one.</summary>
/// <remarks>A signer that can say no throws <see cref="SigningRefusedException"/>.</remarks>
public interface ISigner
{
    Address Address { get; }

    ValueTask<SignedTransaction> SignTransaction(Transaction transaction, CancellationToken cancellation);

    /// <summary>Signs under the EIP-191 prefix, as <c>personal_sign</c> does.</summary>
    ValueTask<Signature> SignMessage(ReadOnlyMemory<byte> message, CancellationToken cancellation);

    /// <summary>Signs EIP-712 typed data, as <c>eth_signTypedData_v4</c> does.</summary>
    ValueTask<Signature> SignTypedData(TypedData data, CancellationToken cancellation);
}
