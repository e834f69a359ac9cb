using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Ethereum.Signers;
using Fractional.Ethereum.Transactions;

namespace Fractional.Ethereum.Sending;

/// <summary>The steps all sending is made of: save, sign and save, hand over to a node, in this order.</summary>
internal sealed class Broadcaster(
    JsonRpcClient rpc, ISigner signer, IOutbox outbox, SenderOptions options, Action<OutboxEntry> changed)
{
    public JsonRpcClient Rpc => rpc;

    public Address Account => signer.Address;

    public IOutbox Outbox => outbox;

    public SenderOptions Options => options;

    public async Task<OutboxEntry> Save(OutboxEntry next, CancellationToken cancellation)
    {
        await outbox.Update(next, cancellation);
        changed(next);
        return next;
    }

    /// <summary>Signs the call, or the transfer to oneself that cancels it, and stores the bytes.</summary>
    public async Task<OutboxEntry> Sign(
        OutboxEntry entry, Fees fees, bool cancels, ulong head, CancellationToken cancellation)
    {
        var transaction = new DynamicFeeTransaction
        {
            ChainId = rpc.ChainId,
            Nonce = entry.Nonce,
            To = cancels ? Account : entry.To,
            Value = cancels ? default : entry.Value,
            Data = cancels ? default : entry.Data,
            GasLimit = cancels ? options.TransferGas : entry.GasLimit,
            MaxFeePerGas = fees.MaxFeePerGas,
            MaxPriorityFeePerGas = fees.MaxPriorityFeePerGas,
        };
        SignedTransaction signed = await signer.SignTransaction(transaction, cancellation);
        var attempt = new SignedAttempt(signed.Hash, signed.Encoded, fees, cancels, head);
        return await Save(entry.AddAttempt(attempt), cancellation);
    }

    /// <summary>Hands the newest attempt to a node. Saves nothing but the success.</summary>
    public async Task<(OutboxEntry Entry, SendVerdict Verdict, string Words)> HandOver(
        OutboxEntry entry, CancellationToken cancellation)
    {
        SendVerdict verdict = SendVerdict.Accepted;
        string words = "";
        try
        {
            await rpc.Call(Eth.SendRawTransaction(entry.Newest.Encoded), cancellation);
        }
        catch (RpcException failure)
        {
            verdict = SendVerdicts.Of(failure);
            words = failure.Message;
            if (verdict != SendVerdict.Accepted && await IsKnown(entry, cancellation))
            {
                verdict = SendVerdict.Accepted;
            }
        }

        return verdict == SendVerdict.Accepted && entry.State == OutboxState.Signed
            ? (await Save(entry.MarkSent(), cancellation), verdict, words)
            : (entry, verdict, words);
    }

    /// <summary>The last look before a failure is declared: any attempt that was mined after all.</summary>
    public async Task<Receipt?> FindReceipt(OutboxEntry entry, CancellationToken cancellation)
    {
        Receipt?[] receipts = await Task.WhenAll(
            entry.Attempts.Select(attempt => rpc.Call(Eth.Receipt(attempt.Hash), cancellation)));
        return receipts.FirstOrDefault(receipt => receipt is not null);
    }

    /// <returns>Why the call would fail after that block; null if it would not, or if nobody can tell.</returns>
    public async Task<string?> Simulate(OutboxEntry entry, Bytes32 block, CancellationToken cancellation)
    {
        try
        {
            var request = new CallRequest(entry.To, entry.Data, Account, entry.Value, entry.GasLimit);
            await rpc.Call(Eth.Call(request, BlockTag.At(block)), cancellation);
            return null;
        }
        catch (RevertException refused)
        {
            return refused.Message;
        }
        catch (RpcErrorException)
        {
            // The block was just replaced, or the balance is short: no word about the contract.
            return null;
        }
    }

    // Whatever a node said: if it has these very bytes, they are sent.
    private async Task<bool> IsKnown(OutboxEntry entry, CancellationToken cancellation)
    {
        try
        {
            return await rpc.Call(Eth.Knows(entry.Newest.Hash), cancellation);
        }
        catch (RpcException)
        {
            return false;
        }
    }
}
