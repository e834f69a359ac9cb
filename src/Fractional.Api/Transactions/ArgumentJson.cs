using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fractional.Ethereum.Primitives;

namespace Fractional.Api.Transactions;

/// <summary>Arguments that were read from call data, as JSON that loses nothing.</summary>
static class ArgumentJson
{
    public static JsonNode Of(object value) => value switch
    {
        bool flag => flag,
        string text => text,
        Address address => address.ToString(),
        Bytes32 word => word.ToString(),
        ReadOnlyMemory<byte> bytes => $"0x{Convert.ToHexStringLower(bytes.Span)}",
        UInt256 number => number.ToString(),
        BigInteger or UInt128 or ulong or uint or ushort or byte or long or int =>
            ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        IEnumerable list => new JsonArray([.. list.Cast<object>().Select(Of)]),
        _ => Fields(value),
    };

    static JsonObject Fields(object structure) => new(
        structure.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(field =>
            KeyValuePair.Create<string, JsonNode?>(
                JsonNamingPolicy.CamelCase.ConvertName(field.Name), Of(field.GetValue(structure)!))));
}
