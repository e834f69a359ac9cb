using System.Text.Json.Serialization;

namespace Fractional.Api.Keepers;

/// <summary>What keepers of this journal do, and what nobody does.</summary>
/// <param name="Claims">By vault and wish, at most 500.</param>
/// <param name="Overdue">Vaults that anybody may bring to auction, longest first, at most 500.</param>
public sealed record KeepersResource(
    AsOf AsOf, IReadOnlyList<ActionClaimResource> Claims, IReadOnlyList<OverdueResource> Overdue) : IDated;

/// <summary>Where the right to do one thing once stands.</summary>
[JsonConverter(typeof(Word<ActionState>))]
public enum ActionState
{
    /// <summary>Granted, not sent.</summary>
    Claimed,

    /// <summary>Its transaction is on its way.</summary>
    Sent,

    /// <summary>What it aimed at happened, in a block that may still be replaced.</summary>
    Reached,

    /// <summary>The contracts refused it, in a block that may still be replaced.</summary>
    Refused,
}

/// <summary>The right to do one thing once.</summary>
/// <param name="Wish">What is wished: <c>Kick</c>, <c>Take/1/0</c>.</param>
/// <param name="From">Whose transaction it is.</param>
/// <param name="Attempt">1, 2, ... counting the claims of this wish.</param>
/// <param name="AtBlock">The head when it was claimed.</param>
public sealed record ActionClaimResource(
    string Wish, ChecksumAddress Vault, ChecksumAddress From, int Attempt, ActionState State, HashText? Transaction,
    ulong AtBlock);

/// <summary>A vault whose loan may be brought to auction and is not.</summary>
/// <param name="Since">Past due and grace, or past the cure window of its flag.</param>
public sealed record OverdueResource(ChecksumAddress Vault, Moment Since);
