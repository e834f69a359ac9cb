using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Rpc;

/// <summary>Batches, endpoints, patience and doubt.</summary>
public sealed class JsonRpcClientTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly RpcCall<ulong> SendOnce = Eth.BlockNumber with { Repeatable = false };

    [Fact]
    public async Task An_endpoint_of_another_chain_is_never_used()
    {
        await using var wrong = new FakeNode { ChainId = 6 };
        await using var right = new FakeNode();
        using var rpc = new JsonRpcClient(FakeNode.OptionsFor(wrong, right), TimeProvider.System);
        using var lost = new JsonRpcClient(FakeNode.OptionsFor(wrong), TimeProvider.System);

        (await rpc.Call(Eth.BlockNumber, None)).ShouldBe(0x64UL);
        var refused = await Should.ThrowAsync<WrongChainException>(lost.Call(Eth.BlockNumber, None));

        refused.Message.ShouldContain("serves chain 6, not 5");
        wrong.Requests.ShouldBeEmpty();
        rpc.Health.Select(one => one.Usable).ShouldBe([false, true]);
    }

    [Fact]
    public async Task A_silent_endpoint_ends_in_a_sentence_with_the_limit()
    {
        await using var node = new FakeNode { Gate = new TaskCompletionSource().Task };
        using JsonRpcClient rpc = node.Client(options => options with
        {
            Timeout = TimeSpan.FromMilliseconds(1_500),
            MaxAttempts = 1,
        });

        var silent = await Should.ThrowAsync<RpcUnreachableException>(rpc.Call(Eth.BlockNumber, None));

        silent.Message.ShouldEndWith("no answer within 1.5 s");
        silent.MayHaveRun.ShouldBeTrue();
    }

    [Fact]
    public async Task Redirects_are_not_followed()
    {
        await using var other = new FakeNode();
        await using var node = new FakeNode();
        node.Script.Enqueue(_ => new LoopbackAnswer("", 307) { Headers = $"Location: {other.Url}\r\n" });
        using JsonRpcClient rpc = node.Client(options => options with { MaxAttempts = 1 });

        (await Should.ThrowAsync<RpcUnreachableException>(rpc.Call(Eth.BlockNumber, None)))
            .Message.ShouldEndWith("HTTP 307");

        other.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rate_limited_call_waits_as_long_as_it_was_told()
    {
        await using var node = new FakeNode();
        node.Script.Enqueue(_ => new LoopbackAnswer("slow down", 429) { Headers = "Retry-After: 1\r\n" });
        using JsonRpcClient rpc = node.Client();
        var watch = Stopwatch.StartNew();

        (await rpc.Call(SendOnce, None)).ShouldBe(0x64UL);

        watch.Elapsed.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(990));
        node.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_long_rate_limit_is_told_to_the_caller_instead_of_waited_for()
    {
        await using var node = new FakeNode();
        node.Script.Enqueue(_ => new LoopbackAnswer("slow down", 429) { Headers = "Retry-After: 3600\r\n" });
        using JsonRpcClient rpc = node.Client();

        var limited = await Should.ThrowAsync<RpcRateLimitedException>(rpc.Call(Eth.BlockNumber, None));

        limited.RetryAfter.TotalSeconds.ShouldBeInRange(3_590, 3_600);
        limited.Message.ShouldContain("HTTP 429");
    }

    [Fact]
    public async Task A_rate_limit_inside_an_answer_is_no_answer()
    {
        await using var node = new FakeNode();
        node.Script.Enqueue(request => new LoopbackAnswer(
            $$"""{"id":{{request.GetProperty("id")}},"error":{"code":429,"message":"compute units exceeded"} }"""));
        using JsonRpcClient rpc = node.Client();

        (await rpc.Call(Eth.BlockNumber, None)).ShouldBe(0x64UL);
    }

    [Fact]
    public async Task A_call_that_must_not_run_twice_is_not_repeated_after_a_doubt()
    {
        await using var node = new FakeNode();
        node.Script.Enqueue(_ => LoopbackAnswer.Cut);
        using JsonRpcClient rpc = node.Client();

        var doubt = await Should.ThrowAsync<RpcUnreachableException>(rpc.Call(SendOnce, None));

        doubt.MayHaveRun.ShouldBeTrue();
        node.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_dead_endpoint_is_passed_over_and_tells_that_nothing_ran()
    {
        var gone = new FakeNode();
        Uri dead = gone.Url;
        await gone.DisposeAsync();
        await using var node = new FakeNode();
        RpcOptions options = FakeNode.OptionsFor(node) with { Endpoints = [dead, node.Url], MaxAttempts = 2 };
        using var rpc = new JsonRpcClient(options, TimeProvider.System);
        using var alone = new JsonRpcClient(options with { Endpoints = [dead] }, TimeProvider.System);

        (await rpc.Call(SendOnce, None)).ShouldBe(0x64UL);
        var refused = await Should.ThrowAsync<RpcUnreachableException>(alone.Call(SendOnce, None));

        refused.MayHaveRun.ShouldBeFalse();
        refused.Message.ShouldContain("no connection (ConnectionError)");
    }

    [Fact]
    public async Task An_endpoint_that_lags_is_passed_over()
    {
        await using var behind = new FakeNode { Head = 96 };
        await using var ahead = new FakeNode { Head = 100 };
        using var rpc = new JsonRpcClient(FakeNode.OptionsFor(behind, ahead), TimeProvider.System);

        await rpc.Call(Eth.BlockNumber, None);

        behind.Requests.ShouldBeEmpty();
        ahead.Requests.Count.ShouldBe(1);
        rpc.Health[0].Trouble.ShouldBe("4 blocks behind");
    }

    [Fact]
    public async Task A_head_older_than_the_limit_is_not_believed()
    {
        await using var node = new FakeNode();
        using JsonRpcClient rpc = node.Client(options => options with { MaxHeadAge = TimeSpan.FromMinutes(1) });

        (await Should.ThrowAsync<StaleHeadException>(rpc.Call(Eth.BlockNumber, None)))
            .Message.ShouldContain("newest block is from 2023-11-14");
        node.HeadTimestamp = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

        (await rpc.Call(Eth.BlockNumber, None)).ShouldBe(0x64UL);
    }

    [Fact]
    public async Task A_failing_endpoint_hands_over_and_comes_back()
    {
        await using var first = new FakeNode();
        await using var second = new FakeNode();
        first.Next("oops", status: 500);
        var notices = new ConcurrentQueue<string>();
        RpcOptions options = FakeNode.OptionsFor(first, second) with { Notice = notices.Enqueue };
        using var rpc = new JsonRpcClient(options, TimeProvider.System);

        await rpc.Call(Eth.BlockNumber, None);
        second.Requests.Count.ShouldBe(1);
        await Task.Delay(400);
        await rpc.Call(Eth.BlockNumber, None);

        first.Requests.Count.ShouldBe(2);
        notices.Select(line => line[(line.LastIndexOf(')') + 1)..].Trim(':', ' '))
            .ShouldBe(["HTTP 500.", "answers again."]);
    }

    [Fact]
    public async Task Keys_in_addresses_never_reach_messages_or_notices()
    {
        await using var node = new FakeNode();
        var secret = new UriBuilder(node.Url)
        {
            Path = "/v3/0123456789abcdef",
            Query = "apikey=hush-hush",
            UserName = "someone",
            Password = "pass-word",
        };
        node.Next("""{"id":1,"error":{"code":-32000,"message":"key 0123456789abcdef of someone is invalid"}}""");
        node.Results["eth_blockNumber"] = _ =>
            """{"code":-32000,"message":"key 0123456789ABCDEF of someone with hush-hush is invalid"}""";
        var said = new ConcurrentQueue<string>();
        using JsonRpcClient rpc = node.Client(options =>
            options with { Endpoints = [secret.Uri], Notice = said.Enqueue, MaxAttempts = 2 });

        said.Enqueue((await Should.ThrowAsync<RpcException>(rpc.Call(Eth.BlockNumber, None))).ToString());
        said.Enqueue((await Should.ThrowAsync<RpcException>(rpc.Call(Eth.BlockNumber, None))).ToString());
        said.Enqueue(rpc.Health[0].ToString());

        string all = string.Join('\n', said);
        all.ShouldContain("***");
        foreach (string part in new[] { "0123456789abcdef", "hush-hush", "someone", "pass-word" })
        {
            all.ShouldNotContain(part, Case.Insensitive);
        }
    }

    [Fact]
    public async Task Calls_made_in_one_breath_share_a_request_and_may_be_answered_in_any_order()
    {
        await using var node = new FakeNode();
        for (int i = 0; i < 3; i++)
        {
            node.Script.Enqueue(request => request.ValueKind != JsonValueKind.Array
                ? node.Honest(request)
                : new LoopbackAnswer($"[{string.Join(',', request.EnumerateArray().Reverse().Select(node.Item))}]"));
        }

        using JsonRpcClient rpc = node.Client(options => options with { MaxBatchesInFlight = 1 });

        Task<UInt256>[] calls =
            [.. Enumerable.Range(1, 50).Select(i => rpc.Call(BalanceOf((ulong)i), None))];
        UInt256[] balances = await Task.WhenAll(calls);

        balances.ShouldBe(Enumerable.Range(1, 50).Select(i => (UInt256)i));
        node.Requests.Count.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task One_calls_error_leaves_the_others_of_its_batch_alone()
    {
        await using var node = new FakeNode();
        node.Results["eth_call"] = _ => """{"code":3,"message":"execution reverted","data":"0x"}""";
        using JsonRpcClient rpc = node.Client();

        Task<ulong> good = rpc.Call(Eth.BlockNumber, None);
        Task<byte[]> bad = rpc.Call(Eth.Call(new CallRequest(default(Address), default), BlockTag.Latest), None);

        (await good).ShouldBe(0x64UL);
        await Should.ThrowAsync<RevertException>(bad);
    }

    [Fact]
    public async Task Calls_left_out_of_an_answer_are_asked_again_without_the_others()
    {
        await using var node = new FakeNode();
        node.Script.Enqueue(request => request.ValueKind == JsonValueKind.Array
            ? new LoopbackAnswer($"[{node.Item(request[0])}]")
            : node.Honest(request));
        using JsonRpcClient rpc = node.Client();

        UInt256[] balances = await Task.WhenAll(rpc.Call(BalanceOf(1), None), rpc.Call(BalanceOf(2), None));

        balances.ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_batch_refused_as_a_whole_goes_call_by_call()
    {
        await using var node = new FakeNode();
        using JsonRpcClient rpc = node.Client();
        node.Script.Enqueue(request => request.ValueKind == JsonValueKind.Array
            ? new LoopbackAnswer("""{"id":null,"error":{"code":-32600,"message":"batches are not enabled"}}""")
            : node.Honest(request));

        UInt256[] balances = await Task.WhenAll(
            Enumerable.Range(1, 5).Select(i => rpc.Call(BalanceOf((ulong)i), None)));

        balances.ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task Grouped_calls_are_answered_by_one_node_in_one_exchange_or_not_at_all()
    {
        await using var first = new FakeNode();
        await using var second = new FakeNode();
        first.Script.Enqueue(request => new LoopbackAnswer($"[{first.Item(request[0])}]"));
        second.Results["eth_blockNumber"] = _ => "\"0x65\"";
        using var rpc = new JsonRpcClient(FakeNode.OptionsFor(first, second), TimeProvider.System);

        (ulong number, UInt256 balance) = await rpc.Call(Eth.BlockNumber, BalanceOf(7), None);

        number.ShouldBe(0x65UL);
        balance.ShouldBe((UInt256)7);
    }

    [Fact]
    public async Task Two_hundred_callers_need_a_handful_of_requests()
    {
        var gate = new TaskCompletionSource();
        await using var node = new FakeNode { Gate = gate.Task };
        using JsonRpcClient rpc = node.Client();

        Task<UInt256>[] calls = [.. Enumerable.Range(1, 200).Select(i => rpc.Call(BalanceOf((ulong)i), None))];
        gate.SetResult();
        await Task.WhenAll(calls);

        node.Requests.Count.ShouldBeLessThan(10);
    }

    [Fact]
    public async Task A_cancelled_caller_leaves_at_once_and_the_others_get_their_answers()
    {
        var gate = new TaskCompletionSource();
        await using var node = new FakeNode { Gate = gate.Task };
        using JsonRpcClient rpc = node.Client();
        using var impatient = new CancellationTokenSource(50);
        Task<ulong> left = rpc.Call(Eth.BlockNumber, impatient.Token);
        Task<UInt256> stays = rpc.Call(BalanceOf(3), None);

        await Should.ThrowAsync<OperationCanceledException>(left);
        stays.IsCompleted.ShouldBeFalse();
        gate.SetResult();

        (await stays).ShouldBe((UInt256)3);
    }

    [Fact]
    public async Task A_full_queue_refuses_instead_of_growing()
    {
        var gate = new TaskCompletionSource();
        await using var node = new FakeNode { Gate = gate.Task };
        using JsonRpcClient rpc = node.Client(options => options with { MaxWaitingCalls = 3, MaxBatchesInFlight = 1 });
        Task<ulong> first = rpc.Call(Eth.BlockNumber, None);
        while (node.Requests.IsEmpty)
        {
            await Task.Delay(10);
        }

        Task<ulong>[] waiting = [.. Enumerable.Range(0, 3).Select(_ => rpc.Call(Eth.BlockNumber, None))];

        await Should.ThrowAsync<RpcOverloadedException>(rpc.Call(Eth.BlockNumber, None));

        gate.SetResult();
        await Task.WhenAll([first, .. waiting]);
    }

    [Fact]
    public async Task Independent_nodes_must_agree_on_a_block()
    {
        await using var first = new FakeNode();
        await using var second = new FakeNode();
        first.Results["eth_getBlockByNumber"] = second.Results["eth_getBlockByNumber"] = _ => Samples.Header;
        using var rpc = new JsonRpcClient(FakeNode.OptionsFor(first, second), TimeProvider.System);

        (await rpc.AgreedHash(42, quorum: 2, None)).ShouldBe(Bytes32.Parse("0x" + new string('1', 64)));
        await Should.ThrowAsync<NoAgreementException>(rpc.AgreedHash(42, quorum: 3, None));
        second.Results["eth_getBlockByNumber"] = _ =>
            Samples.Header.Replace("0x1111", "0x9111", StringComparison.Ordinal);

        await Should.ThrowAsync<NoAgreementException>(rpc.AgreedHash(42, quorum: 2, None));
    }

    [Fact]
    public async Task Every_field_of_blocks_logs_receipts_and_fees_is_read()
    {
        await using var node = new FakeNode();
        node.Results["eth_getBlockByNumber"] = _ => Samples.Header;
        node.Results["eth_getTransactionReceipt"] = _ => Samples.Receipt;
        node.Results["eth_feeHistory"] = _ => Samples.FeeHistory;
        using JsonRpcClient rpc = node.Client();
        Bytes32 ones = Bytes32.Parse("0x" + new string('1', 64));
        Bytes32 threes = Bytes32.Parse("0x" + new string('3', 64));

        (await rpc.Call(Eth.Header(BlockTag.Number(42)), None)).ShouldBe(new BlockHeader(
            42, ones, Bytes32.Parse("0x" + new string('2', 64)), 0x6502f2c3, 1_000_000_000, 30_000_000, 21_000));
        FeeHistory fees = await rpc.Call(Eth.FeeHistory(2, BlockTag.Latest, 50), None);
        Receipt receipt = (await rpc.Call(Eth.Receipt(threes), None)).ShouldNotBeNull();

        fees.NextBaseFee.ShouldBe((UInt256)3);
        fees.Tips.Select(tips => tips[0]).ShouldBe([5, 7]);
        (receipt.TransactionHash, receipt.BlockNumber, receipt.BlockHash, receipt.Succeeded, receipt.GasUsed)
            .ShouldBe((threes, 42UL, ones, true, 21_000UL));
        receipt.EffectiveGasPrice.ShouldBe((UInt256)2_000_000_000);
        Log log = receipt.Logs.ShouldHaveSingleItem();
        (log.BlockNumber, log.BlockHash, log.TransactionHash, log.TransactionIndex, log.LogIndex)
            .ShouldBe((42UL, ones, threes, 1UL, 7UL));
        log.Address.ShouldBe(Address.Parse("0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc"));
        log.Topics.Length.ShouldBe(2);
        log.Topics[1].ToUInt256().ShouldBe(UInt256.One);
        UInt256.ReadBigEndian(log.Data.Span).ShouldBe((UInt256)1000);
    }

    private static RpcCall<UInt256> BalanceOf(ulong number) => new(
        "eth_getBalance", json => json.WriteStringValue(((UInt256)number).ToQuantity()),
        (ref Utf8JsonReader reader) => reader.ReadUInt256("result"));
}
