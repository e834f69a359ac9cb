namespace Fractional.Api.Auctions;

/// <summary>The statement of a settlement, made again from the journal; ADR 0006.</summary>
/// <param name="Auction">The auction that was settled.</param>
/// <param name="Hash">Of its inputs: what the chain emitted as StatementHashed.</param>
/// <param name="Document">The canonical JSON, byte for byte as <c>fractional verify</c> prints it.</param>
public sealed record StatementResource(AsOf AsOf, Digits Auction, HashText Hash, string Document) : IDated;
