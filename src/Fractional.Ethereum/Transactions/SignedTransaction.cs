using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rlp;

namespace Fractional.Ethereum.Transactions;

/// <summary>A transaction with its signature, in the bytes that nodes take.</summary>
public sealed class SignedTransaction
{
    private readonly byte[] _encoded;

    /// <param name="transaction">What was signed.</param>
    /// <param name="signature">Over <see cref="Transaction.SigningHash"/>.</param>
    public SignedTransaction(Transaction transaction, in Signature signature)
        : this(transaction, signature, Encode(transaction, signature))
    {
    }

    private SignedTransaction(Transaction transaction, in Signature signature, byte[] encoded)
    {
        Transaction = transaction;
        Signature = signature;
        _encoded = encoded;
        Hash = Keccak256.Hash(encoded);
    }

    public Transaction Transaction { get; }

    public Signature Signature { get; }

    /// <summary>The name of the transaction on the chain.</summary>
    public Bytes32 Hash { get; }

    /// <summary>What <c>eth_sendRawTransaction</c> takes.</summary>
    public ReadOnlyMemory<byte> Encoded => _encoded;

    /// <summary>Reads exactly one transaction of type 0, 1 or 2 in its canonical form.</summary>
    /// <exception cref="EthereumFormatException">Anything else.</exception>
    public static SignedTransaction Decode(ReadOnlySpan<byte> encoded)
    {
        (Transaction transaction, Signature signature) = TransactionReader.Read(encoded);
        return new SignedTransaction(transaction, signature, encoded.ToArray());
    }

    /// <summary>Recovers who signed.</summary>
    /// <exception cref="EthereumFormatException">No key made this signature, or its s is in the upper half.</exception>
    public Address RecoverSender() => Signature.Recover(Transaction.SigningHash());

    public override string ToString() => Hash.ToString();

    private static byte[] Encode(Transaction transaction, in Signature signature)
    {
        RlpWriter writer = new(stackalloc byte[512]);
        transaction.WriteSigned(ref writer, signature);
        return writer.Written.ToArray();
    }
}
