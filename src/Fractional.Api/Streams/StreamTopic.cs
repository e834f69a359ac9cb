using System.Runtime.CompilerServices;
using System.Text.Json;
using Fractional.Chain;
using Fractional.Core.Units;
using Fractional.Engine;
using Fractional.Engine.Projections;
using Fractional.Store;

namespace Fractional.Api.Streams;

/// <summary>The messages of one subject, each written once however many read it.</summary>
sealed class StreamTopic(StreamSubject subject, FractionalEngine engine, JsonSerializerOptions json)
{
    /// <summary>A change is kept as long as somebody has still to read it.</summary>
    readonly ConditionalWeakTable<BoardChange, Lazy<Task<ChangeText>>> changes = [];
    Written<(long Events, Block Head, string Name)>? snapshot;
    Written<Block>? head;

    public StreamSubject Subject => subject;

    /// <summary>How many streams are about it; the hub counts.</summary>
    public int Readers { get; set; }

    /// <param name="name">snapshot, or reset for who asked for something else.</param>
    public async Task<byte[]?> Snapshot(string name, BoardView board, Block block, CancellationToken stop)
    {
        var key = (board.Events, block, name);
        if (snapshot is { } known && known.Key == key) return known.Text;
        if (await subject.Snapshot(board, block, stop) is not { } shown) return null;
        long? id = subject.Vault is { } vault ? board.SeqOf(vault) : null;
        var text = EventText.Of(name, id, shown, json);
        snapshot = new(key, text);
        return text;
    }

    /// <summary>A change that was heard. It is written for all who read it, so none of them can stop it.</summary>
    public Task<ChangeText> Change(BoardChange change) => changes.GetValue(change, heard => new Lazy<Task<ChangeText>>(
        () => Text(heard.Vault, heard.Stored, heard.After, BlockOf(heard.After, heard.Vault),
            CancellationToken.None))).Value;

    /// <summary>A change that was read in the journal.</summary>
    /// <param name="after">The board right after it; none when that is past.</param>
    public Task<ChangeText> Change(
        Account vault, StoredEvent stored, BoardView? after, CancellationToken stop) => after is { } board
        ? Text(vault, stored, board, BlockOf(board, vault), stop)
        : Text(vault, stored, BoardView.Empty, null, stop);

    public byte[] Head(Block block)
    {
        if (head is { } known && known.Key == block) return known.Text;
        var text = EventText.Of("head", null, subject.Head(engine.Board, block), json);
        head = new(block, text);
        return text;
    }

    public byte[] Dropped(string reason) => EventText.Of("dropped", null, new DroppedMessage(reason), json);

    /// <summary>The block the subject is shown at now; none while blocks are being replaced.</summary>
    public Block? BlockOf(BoardView board, Account? vault) =>
        vault is { } one ? StreamSubject.BlockOf(board, one, engine.Head) : engine.Head;

    async Task<ChangeText> Text(
        Account vault, StoredEvent stored, BoardView after, Block? block, CancellationToken stop)
    {
        var message = await subject.Change(ChangeTelling.Of(vault, stored), after, block, stop);
        long? id = subject.Vault is null ? null : stored.Seq;
        return new ChangeText(EventText.Of("change", id, message, json), block is not null);
    }

    sealed record Written<TKey>(TKey Key, byte[] Text);
}

/// <param name="IsWhole">The resource is in it, as far as there is one.</param>
sealed record ChangeText(byte[] Text, bool IsWhole);
