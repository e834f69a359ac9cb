using System.Text.Json;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Rpc;

/// <summary>
/// Which logs: of these contracts (empty: of all) and with one of these first topics (empty: any). Contracts made by a
/// factory emit in the very transaction that creates them, so a follower of them filters by topic, not by address.
/// </summary>
/// <param name="Addresses">Contracts, or empty for all.</param>
/// <param name="Topics">Hashes of event signatures, or empty for all.</param>
public sealed record LogFilter(IReadOnlyCollection<Address> Addresses, IReadOnlyCollection<Bytes32> Topics)
{
    public static LogFilter All { get; } = new([], []);

    public bool Matches(Log log) =>
        (Addresses.Count == 0 || Addresses.Contains(log.Address))
        && (Topics.Count == 0 || (log.Topics.Length > 0 && Topics.Contains(log.Topics[0])));

    internal void Write(Utf8JsonWriter writer)
    {
        if (Addresses.Count > 0)
        {
            writer.WriteStartArray("address");
            foreach (Address address in Addresses)
            {
                writer.WriteStringValue(Hex.Encode(address.Span));
            }

            writer.WriteEndArray();
        }

        if (Topics.Count > 0)
        {
            writer.WriteStartArray("topics");
            writer.WriteStartArray();
            foreach (Bytes32 topic in Topics)
            {
                writer.WriteStringValue(topic.ToString());
            }

            writer.WriteEndArray();
            writer.WriteEndArray();
        }
    }
}
