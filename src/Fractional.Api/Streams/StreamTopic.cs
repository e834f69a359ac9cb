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

    /// <summary>The resource on a board as a message of its own.</summary>
    /// <param name="name">snapshot, or reset for who asked for something else.</param>
    public async Task<SnapshotText> Snapshot(string name, BoardView board)
    {
        if (BlockOf(board, subject.Vault) is not { } block) return new SnapshotText(null, null, IsWhole: false);
        var key = (board.Events, block, name);
        if (snapshot is { } known && known.Key == key) return new SnapshotText(known.Text, block, IsWhole: true);
        var (resource, isWhole) = await Resource(board, block);
        if (resource is null) return new SnapshotText(null, block, isWhole);
        long? id = subject.Vault is { } vault ? board.SeqOf(vault) : null;
        var text = EventText.Of(name, id, resource, json);
        snapshot = new(key, text);
        return new SnapshotText(text, block, isWhole);
    }

    /// <summary>A change that was heard.</summary>
    public Task<ChangeText> Change(BoardChange change) => changes.GetValue(change, heard => new Lazy<Task<ChangeText>>(
        () => Text(heard.Vault, heard.Stored, heard.After, BlockOf(heard.After, heard.Vault)))).Value;

    /// <summary>A change that was read in the journal.</summary>
    /// <param name="after">The board right after it; none when that is past.</param>
    public Task<ChangeText> Change(Account vault, StoredEvent stored, BoardView? after) =>
        Text(vault, stored, after ?? BoardView.Empty, after is null ? null : BlockOf(after, vault));

    public byte[] Head(Block block)
    {
        if (head is { } known && known.Key == block) return known.Text;
        var text = EventText.Of("head", null, subject.Head(new Reading(engine.Board, block)), json);
        head = new(block, text);
        return text;
    }

    public byte[] Dropped(string reason) => EventText.Of("dropped", null, new DroppedMessage(reason), json);

    /// <summary>The block the subject is shown at now; none while blocks are being replaced.</summary>
    Block? BlockOf(BoardView board, Account? vault) =>
        vault is { } one ? StreamSubject.BlockOf(board, one, engine.Head) : engine.Head;

    async Task<ChangeText> Text(Account vault, StoredEvent stored, BoardView after, Block? block)
    {
        var (resource, isWhole) = block is { } known && subject.Vault is not null
            ? await Resource(after, known)
            : (null, subject.Vault is null);
        var message = subject.Change(ChangeTelling.Of(vault, stored), resource);
        long? id = subject.Vault is null ? null : stored.Seq;
        return new ChangeText(EventText.Of("change", id, message, json), isWhole);
    }

    /// <summary>Not whole when the chain does not answer: it is shown with a later block.</summary>
    async Task<(object? Resource, bool IsWhole)> Resource(BoardView board, Block block)
    {
        try
        {
            return (await subject.Resource(new Reading(board, block)), true);
        }
        catch (ChainException)
        {
            return (null, false);
        }
    }

    sealed record Written<TKey>(TKey Key, byte[] Text);
}

/// <param name="IsWhole">The resource is in it, as far as there is one.</param>
sealed record ChangeText(byte[] Text, bool IsWhole);

/// <param name="Text">None when there is nothing to show, now or at all.</param>
/// <param name="Block">What it is shown at.</param>
/// <param name="IsWhole">False when it is still to be shown.</param>
sealed record SnapshotText(byte[]? Text, Block? Block, bool IsWhole);
