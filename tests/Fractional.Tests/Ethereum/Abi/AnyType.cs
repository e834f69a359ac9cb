using System.Numerics;
using Fractional.Ethereum.Abi;
using Fractional.Ethereum.Primitives;

namespace Fractional.Tests.Ethereum.Abi;

/// <summary>
/// A type known only at run time, with values as plain objects: BigInteger, bool, Address, byte[], string, object[].
/// The product generates its code from contracts; this walks the same writer and reader over any shape.
/// </summary>
internal sealed record AnyType(string Name, string Kind, int Size, AnyType[] Parts)
{
    public bool IsDynamic => Kind switch
    {
        "bytes" or "string" => true,
        "array" => Size < 0 || Parts[0].IsDynamic,
        "tuple" => Parts.Any(p => p.IsDynamic),
        _ => false,
    };

    public int HeadBytes => IsDynamic ? 32 : Kind switch
    {
        "array" => Size * Parts[0].HeadBytes,
        "tuple" => Parts.Sum(p => p.HeadBytes),
        _ => 32,
    };

    public static AnyType Random(Seeded random, int depth)
    {
        switch (random.Below(depth == 0 ? 7 : 10))
        {
            case 0: int unsigned = 8 * (1 + random.Below(32)); return new($"uint{unsigned}", "uint", unsigned, []);
            case 1: int signed = 8 * (1 + random.Below(32)); return new($"int{signed}", "int", signed, []);
            case 2: return new("bool", "bool", 0, []);
            case 3: return new("address", "address", 0, []);
            case 4: int size = 1 + random.Below(32); return new($"bytes{size}", "fixed", size, []);
            case 5: return new("bytes", "bytes", 0, []);
            case 6: return new("string", "string", 0, []);
            case 7: return Tuple([.. Enumerable.Range(0, 1 + random.Below(4)).Select(_ => Random(random, depth - 1))]);
            case 8: AnyType any = Random(random, depth - 1); return new($"{any.Name}[]", "array", -1, [any]);
            default:
                AnyType element = Random(random, depth - 1);
                int count = 1 + random.Below(3);
                return new($"{element.Name}[{count}]", "array", count, [element]);
        }
    }

    public static AnyType Tuple(AnyType[] parts) =>
        new($"({string.Join(',', parts.Select(p => p.Name))})", "tuple", 0, parts);

    public object RandomValue(Seeded random) => Kind switch
    {
        "uint" => random.Below(4) == 0 ? (BigInteger.One << Size) - 1 : random.Bits(Size),
        "int" => random.Bits(Size) - (BigInteger.One << (Size - 1)),
        "bool" => random.Coin(),
        "address" => random.Address(),
        "fixed" => random.Bytes(Size),
        "bytes" => random.Bytes(random.Below(random.Coin() ? 3 : 100)),
        "string" => string.Concat(Enumerable.Range(0, random.Below(40)).Select(_ => "aZ0 é€ß"[random.Below(7)])),
        "tuple" => Array.ConvertAll(Parts, p => p.RandomValue(random)),
        _ => Enumerable.Range(0, Size < 0 ? random.Below(4) : Size).Select(_ => Parts[0].RandomValue(random)).ToArray(),
    };

    public void Write(ref AbiWriter writer, object value)
    {
        switch (Kind)
        {
            case "uint": writer.Write((UInt256)(BigInteger)value, Size, Name); break;
            case "int": writer.Write((BigInteger)value, Size, Name); break;
            case "bool": writer.Write((bool)value); break;
            case "address": writer.Write((Address)value); break;
            case "fixed": writer.WriteFixedBytes(Word((byte[])value), Size, Name); break;
            case "bytes": writer.WriteBytes((byte[])value); break;
            case "string": writer.WriteText((string)value); break;
            default:
                object[] values = (object[])value;
                if (Size < 0)
                {
                    writer.Write((ulong)values.Length);
                }

                WriteMembers(ref writer, Members(values.Length), values);
                break;
        }
    }

    public object Read(ref AbiReader reader)
    {
        switch (Kind)
        {
            case "uint": return (BigInteger)reader.ReadUInt256(Size);
            case "int": return reader.ReadInteger(Size);
            case "bool": return reader.ReadBool();
            case "address": return reader.ReadAddress();
            case "fixed": return reader.ReadFixedBytes(Size).ToArray()[..Size];
            case "bytes": return reader.ReadBytes().ToArray();
            case "string": return reader.ReadText();
            case "tuple": return ReadMembers(ref reader, Parts);
            default: return ReadMembers(ref reader, Members(Size < 0 ? reader.ReadLength(Parts[0].HeadBytes) : Size));
        }
    }

    /// <summary>As <c>cast</c> reads and prints it.</summary>
    public string Text(object value) => Kind switch
    {
        "fixed" or "bytes" => Hex.Encode((byte[])value),
        "bool" => (bool)value ? "true" : "false",
        "string" => $"\"{value}\"",
        "tuple" => $"({string.Join(',', Parts.Zip((object[])value, (p, v) => p.Text(v)))})",
        "array" => $"[{string.Join(',', ((object[])value).Select(v => Parts[0].Text(v)))}]",
        _ => value.ToString()!,
    };

    public byte[] Encode(object value)
    {
        AbiWriter writer = new(stackalloc byte[64]);
        Write(ref writer, value);
        return writer.Written.ToArray();
    }

    public object Decode(ReadOnlySpan<byte> data)
    {
        AbiReader reader = new(data);
        object value = Read(ref reader);
        reader.ExpectEnd();
        return value;
    }

    private static Bytes32 Word(byte[] bytes)
    {
        byte[] word = new byte[32];
        bytes.CopyTo(word, 0);
        return new Bytes32(word);
    }

    private AnyType[] Members(int count) => Kind == "tuple" ? Parts : [.. Enumerable.Repeat(Parts[0], count)];

    private static void WriteMembers(ref AbiWriter writer, AnyType[] types, object[] values)
    {
        int start = writer.Position;
        int[] heads = new int[types.Length];
        for (int i = 0; i < types.Length; i++)
        {
            if (types[i].IsDynamic)
            {
                heads[i] = writer.ReserveHeads(1);
            }
            else
            {
                types[i].Write(ref writer, values[i]);
            }
        }

        for (int i = 0; i < types.Length; i++)
        {
            if (types[i].IsDynamic)
            {
                writer.PointHere(heads[i], start);
                types[i].Write(ref writer, values[i]);
            }
        }
    }

    private static object[] ReadMembers(ref AbiReader reader, AnyType[] types)
    {
        int start = reader.Position;
        object[] values = new object[types.Length];
        int[] heads = new int[types.Length];
        for (int i = 0; i < types.Length; i++)
        {
            if (types[i].IsDynamic)
            {
                heads[i] = reader.SkipHeads(1);
            }
            else
            {
                values[i] = types[i].Read(ref reader);
            }
        }

        for (int i = 0; i < types.Length; i++)
        {
            if (types[i].IsDynamic)
            {
                reader.Enter(heads[i], start);
                values[i] = types[i].Read(ref reader);
            }
        }

        return values;
    }
}
