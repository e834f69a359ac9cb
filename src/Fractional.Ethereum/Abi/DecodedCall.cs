namespace Fractional.Ethereum.Abi;

/// <summary>What call data asks for, read from its bytes.</summary>
/// <param name="Function">In Solidity.</param>
/// <param name="Arguments">In its order.</param>
public sealed record DecodedCall(string Function, IReadOnlyList<DecodedArgument> Arguments);

/// <param name="Name">As the contract calls it.</param>
/// <param name="Type">The canonical Solidity type; a struct is its fields in brackets.</param>
/// <param name="Value">In the form the bindings give it.</param>
public sealed record DecodedArgument(string Name, string Type, object Value);
