using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Sending;

/// <summary>The node refused the transaction by its own words; it is nowhere, and its nonce went back.</summary>
public sealed class SendRejectedException(string message) : EthereumException(message);

/// <summary>The chain charges more than may be paid. Nothing was sent.</summary>
public sealed class FeeAboveCapException(string message, UInt256 nextBaseFee, UInt256 cap) : EthereumException(message)
{
    /// <summary>Wei per gas.</summary>
    public UInt256 NextBaseFee { get; } = nextBaseFee;

    /// <summary>Wei per gas.</summary>
    public UInt256 Cap { get; } = cap;
}

/// <summary>Two changed the same outbox entry; the later one must look again.</summary>
public sealed class OutboxConflictException(string message) : EthereumException(message);
