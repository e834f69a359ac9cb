using Fractional.Ethereum.Anvil;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;

namespace Fractional.Integration.Ethereum.Anvil;

/// <summary>A contract that logs its call data under one topic, but refuses data that starts with zero.</summary>
internal static class Emitter
{
    public static Address Address { get; } = new(Enumerable.Repeat((byte)0xe1, 20).ToArray());

    public static Bytes32 Topic { get; } = new(Enumerable.Repeat((byte)0x70, 32).ToArray());

    public static LogFilter Filter { get; } = new([Address], [Topic]);

    public static async Task Place(AnvilNode node, CancellationToken cancellation)
    {
        await node.SetCode(Address, Runtime(), cancellation);
        await node.Mine(1, cancellation);
    }

    // CALLDATASIZE PUSH0 PUSH0 CALLDATACOPY; PUSH0 MLOAD PUSH0 BYTE PUSH1 14 JUMPI PUSH0 PUSH0 REVERT;
    // JUMPDEST PUSH32 topic CALLDATASIZE PUSH0 LOG1 STOP.
    private static byte[] Runtime()
    {
        byte[] head = [0x36, 0x5f, 0x5f, 0x37, 0x5f, 0x51, 0x5f, 0x1a, 0x60, 0x0e, 0x57, 0x5f, 0x5f, 0xfd, 0x5b, 0x7f];
        return [.. head, .. Topic.ToArray(), 0x36, 0x5f, 0xa1, 0x00];
    }
}
