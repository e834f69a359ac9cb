using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Messages;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Transactions;

namespace Fractional.Ethereum.Signers;

/// <summary>An account whose key is in this process: from an HD wallet, a key file, or given. Owns the key.</summary>
public sealed class Account(PrivateKey key) : ISigner, IDisposable
{
    public Address Address => key.Address;

    public PrivateKey Key => key;

    public ValueTask<SignedTransaction> SignTransaction(Transaction transaction, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(transaction.Sign(key));
    }

    public ValueTask<Signature> SignMessage(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(key.Sign(PersonalMessage.Hash(message.Span)));
    }

    public ValueTask<Signature> SignTypedData(TypedData data, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(key.Sign(data.Digest));
    }

    public void Dispose() => key.Dispose();

    public override string ToString() => Address.ToString();
}
