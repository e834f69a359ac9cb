using System.Numerics;
using System.Text.Json;
using Fractional.Ethereum.Primitives;

namespace Fractional.Client;

/// <summary>The exact transaction to sign and, decoded, what it does; sent by nobody.</summary>
/// <param name="Approvals">What the payer must have allowed before.</param>
/// <param name="Simulation">What the contracts say about it on the newest block.</param>
public sealed record Prepared(
    AsOf AsOf, PreparedTransaction Transaction, Decoded Decoded, IReadOnlyList<Approval> Approvals,
    SimulationResult Simulation);

/// <param name="Value">Wei of ether.</param>
/// <param name="Gas">Null when the simulation was refused.</param>
/// <param name="MaxFeePerGas">Wei; null when the simulation was refused.</param>
public sealed record PreparedTransaction(
    ulong ChainId, Address To, ReadOnlyMemory<byte> Data, BigInteger Value, BigInteger? Gas,
    BigInteger? MaxFeePerGas);

/// <param name="Sentence">All of it in words.</param>
public sealed record Decoded(string Contract, string Function, IReadOnlyList<Argument> Arguments, string Sentence);

/// <param name="Type">Of Solidity.</param>
/// <param name="Value">Numbers as digits in text, bytes as hex, lists and structs as JSON's.</param>
public sealed record Argument(string Name, string Type, JsonElement Value);

/// <param name="Spender">Who will take the token.</param>
/// <param name="Amount">Base units that must be allowed.</param>
/// <param name="Has">Base units that are allowed now.</param>
public sealed record Approval(Address Token, Address Spender, BigInteger Amount, BigInteger Has);

/// <param name="Refusal">Name and numbers of the contracts' error.</param>
public sealed record SimulationResult(bool Accepted, BigInteger? Gas, JsonElement? Refusal);
