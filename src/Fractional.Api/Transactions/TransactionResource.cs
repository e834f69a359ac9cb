using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fractional.Api.Transactions;

/// <summary>What somebody wants to send.</summary>
/// <param name="From">Who would sign it.</param>
/// <param name="Call">A function of the protocol with its arguments; <c>type</c> names it.</param>
public sealed record PrepareRequest(ChecksumAddress From, JsonElement Call);

/// <summary>The exact transaction, what its bytes say, what it needs and what it would do. Nothing is sent.</summary>
/// <param name="Approvals">Allowances the call needs, with what there is now.</param>
public sealed record PreparedResource(
    AsOf AsOf, UnsignedResource Transaction, DecodedResource Decoded, IReadOnlyList<ApprovalResource> Approvals,
    SimulationResource Simulation) : IDated;

/// <param name="Data">Call data, 0x and lower-case hex.</param>
/// <param name="Value">Wei of ether.</param>
/// <param name="Gas">Units it would use on the newest block; null when the contracts would refuse it.</param>
/// <param name="MaxFeePerGas">Wei for a unit now, tip included.</param>
public sealed record UnsignedResource(
    ulong ChainId, ChecksumAddress To, string Data, Digits Value, Digits? Gas, Digits? MaxFeePerGas);

/// <summary>Read from the bytes of <c>data</c>, not from the request.</summary>
/// <param name="Contract">VaultFactory, LoanBook, DutchAuction, BatchAuction, SealedBids, InsuranceFund, Vault, Token
/// or Collection.</param>
/// <param name="Sentence">What it does, in English.</param>
public sealed record DecodedResource(
    string Contract, string Function, IReadOnlyList<ArgumentResource> Arguments, string Sentence);

/// <param name="Type">The canonical Solidity type.</param>
/// <param name="Value">Numbers are decimal strings, bytes 0x and hex, lists and structs JSON's.</param>
public sealed record ArgumentResource(string Name, string Type, JsonNode Value);

/// <param name="Spender">A contract of the deployment.</param>
/// <param name="Amount">Units of the token that the call may take.</param>
/// <param name="Has">What the spender may take now.</param>
public sealed record ApprovalResource(ChecksumAddress Token, ChecksumAddress Spender, Digits Amount, Digits Has);

/// <param name="Refusal">Why the contracts would refuse it: code, detail and the numbers.</param>
public sealed record SimulationResource(bool Accepted, Digits? Gas, JsonObject? Refusal);
