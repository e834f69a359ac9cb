using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Abi;

/// <summary>A call: a generated struct with the arguments of one contract function.</summary>
public interface IFunctionMessage
{
    Selector Selector { get; }

    /// <summary>Selector and arguments, the data of a transaction or a call.</summary>
    /// <exception cref="EthereumFormatException">An argument does not fit its type.</exception>
    byte[] Encode();
}

/// <summary>A call that answers.</summary>
/// <typeparam name="TReturn">The one output, or a generated struct of all outputs.</typeparam>
public interface IFunctionMessage<TReturn> : IFunctionMessage
{
    /// <exception cref="EthereumFormatException">Not what the function returns.</exception>
    TReturn DecodeReturn(ReadOnlySpan<byte> data);
}

/// <summary>A log of one event: a generated struct with its parameters.</summary>
public interface IEventDto<TSelf>
    where TSelf : struct, IEventDto<TSelf>
{
    /// <summary>The hash of the event's signature, the first topic of its logs.</summary>
    static abstract Bytes32 Topic0 { get; }

    /// <exception cref="EthereumFormatException">Another event, or not what this one logs.</exception>
    static abstract TSelf Decode(ReadOnlySpan<Bytes32> topics, ReadOnlySpan<byte> data);
}

/// <summary>A custom error that a call reverted with: a generated struct with its parameters.</summary>
public interface IErrorDto<TSelf>
    where TSelf : struct, IErrorDto<TSelf>
{
    static abstract Selector Selector { get; }

    /// <param name="data">The revert data, selector first.</param>
    /// <exception cref="EthereumFormatException">Another error, or not what this one carries.</exception>
    static abstract TSelf Decode(ReadOnlySpan<byte> data);
}

/// <summary>A contract to be created: a generated struct with the constructor's arguments.</summary>
public interface IDeployment
{
    /// <summary>Creation code and arguments, the data of the creating transaction.</summary>
    byte[] Encode();
}
