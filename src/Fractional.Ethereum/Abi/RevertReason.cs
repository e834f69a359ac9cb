using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Abi;

/// <summary><c>Error(string)</c>: what <c>require</c> and <c>revert</c> with a text give.</summary>
public readonly record struct RevertReason(string Text) : IErrorDto<RevertReason>
{
    public static Selector Selector { get; } = Selector.Of("Error(string)");

    public static RevertReason Decode(ReadOnlySpan<byte> data)
    {
        AbiReader reader = AbiCalls.Arguments(data, Selector, "Error");
        reader.Enter(reader.SkipHeads(1), 0);
        RevertReason reason = new(reader.ReadText());
        reader.ExpectEnd();
        return reason;
    }
}

/// <summary><c>Panic(uint256)</c>: what a failed assertion, an overflow or a bad index gives.</summary>
/// <param name="Code">0x01 assert, 0x11 overflow, 0x12 division by zero, 0x21 enum, 0x32 index, 0x41 memory.</param>
public readonly record struct RevertPanic(UInt256 Code) : IErrorDto<RevertPanic>
{
    public static Selector Selector { get; } = Selector.Of("Panic(uint256)");

    public static RevertPanic Decode(ReadOnlySpan<byte> data)
    {
        AbiReader reader = AbiCalls.Arguments(data, Selector, "Panic");
        RevertPanic panic = new(reader.ReadUInt256());
        reader.ExpectEnd();
        return panic;
    }
}
