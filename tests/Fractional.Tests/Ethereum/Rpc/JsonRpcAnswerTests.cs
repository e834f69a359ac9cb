using System.Text;
using System.Text.Json;
using Fractional.Ethereum;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Rpc;

/// <summary>What the client makes of answers: only its own exceptions, each saying what, where and why.</summary>
public sealed class JsonRpcAnswerTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("<html>maintenance</html>", "not JSON")]
    [InlineData("{\"id\":$ID,\"result\":", "not JSON")]
    [InlineData("{\"id\":$ID,\"result\":\"0x1\"} {}", "not JSON")]
    [InlineData("\"0x1\"", "answer: expected an object")]
    [InlineData("[]", "left out")]
    [InlineData("[1]", "answer: expected an object")]
    [InlineData("{\"id\":999999,\"result\":\"0x1\"}", "answer.id")]
    [InlineData("{\"id\":\"$ID\",\"result\":\"0x1\"}", "answer.id")]
    [InlineData("{\"result\":\"0x1\"}", "without the id")]
    [InlineData("{\"id\":$ID}", "neither")]
    [InlineData("{\"id\":$ID,\"result\":\"0x1\",\"error\":{\"code\":1}}", "both")]
    [InlineData("{\"id\":$ID,\"error\":\"no\"}", "error: expected an object")]
    [InlineData("{\"id\":$ID,\"error\":{\"message\":\"no\"}}", "error.code is missing")]
    [InlineData("{\"id\":$ID,\"error\":{\"code\":1.5}}", "error.code")]
    [InlineData("{\"id\":$ID,\"error\":{\"code\":1,\"message\":\"\\ud800\"}}", "error.message")]
    [InlineData("{\"id\":$ID,\"result\":1}", "result: expected a quantity of at most 64 bits, found Number '1'")]
    [InlineData("{\"id\":$ID,\"result\":null}", "found Null")]
    [InlineData("{\"id\":$ID,\"result\":\"0x01\"}", "'0x01'")]
    [InlineData("{\"id\":$ID,\"result\":\"\\u0030x1\"}", "quantity")]
    [InlineData("{\"id\":$ID,\"result\":\"0x10000000000000000\"}", "64 bits")]
    public async Task A_broken_answer_is_refused_with_its_place_and_reason(string body, string reason)
    {
        await using var node = new FakeNode();
        node.Script.Enqueue(request => new LoopbackAnswer(
            body.Replace("$ID", request.GetProperty("id").GetRawText(), StringComparison.Ordinal)));
        using JsonRpcClient rpc = node.Client(options => options with { MaxAttempts = 1 });

        RpcException refused = await Should.ThrowAsync<RpcException>(rpc.Call(Eth.BlockNumber, None));

        refused.Message.ShouldStartWith($"eth_blockNumber at endpoint 1 (http://127.0.0.1:{node.Url.Port}): ");
        refused.Message.ShouldContain(reason);
    }

    [Fact]
    public async Task A_deeply_nested_answer_is_refused()
    {
        await using var node = new FakeNode();
        node.Next(new string('[', 100_000));
        using JsonRpcClient rpc = node.Client(options => options with { MaxAttempts = 1 });

        await Should.ThrowAsync<RpcFormatException>(rpc.Call(Eth.BlockNumber, None));
    }

    [Fact]
    public async Task An_answer_beyond_the_limit_is_cut_off_and_not_asked_for_again()
    {
        await using var node = new FakeNode();
        node.Next(new string(' ', 2_000_000));
        using JsonRpcClient rpc = node.Client(options => options with { MaxResponseBytes = 1_000_000 });

        var refused = await Should.ThrowAsync<RpcResponseTooLargeException>(rpc.Call(Eth.BlockNumber, None));

        refused.Message.ShouldContain("answer above 1000000 bytes");
        node.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_cut_in_the_middle_may_have_run_and_is_asked_for_again()
    {
        await using var node = new FakeNode();
        node.Script.Enqueue(request => node.Honest(request) with { CutAfter = 20 });
        using JsonRpcClient rpc = node.Client();

        (await rpc.Call(Eth.BlockNumber, None)).ShouldBe(0x64UL);

        node.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_revert_carries_its_data_and_no_other_node_is_asked()
    {
        await using var first = new FakeNode();
        await using var second = new FakeNode();
        first.Results["eth_call"] = _ => """{"code":3,"message":"execution reverted","data":"0xdeadbeef"}""";
        using var rpc = new JsonRpcClient(FakeNode.OptionsFor(first, second), TimeProvider.System);

        var refused = await Should.ThrowAsync<RevertException>(
            rpc.Call(Eth.Call(new CallRequest(default(Address), default), BlockTag.Latest), None));

        refused.RevertData.ToArray().ShouldBe([0xde, 0xad, 0xbe, 0xef]);
        refused.Message.ShouldContain("eth_call at endpoint 1");
        first.Requests.Count.ShouldBe(1);
        second.Requests.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"code":-32000,"message":"execution reverted: not open"}""", 0)]
    [InlineData("""{"code":-32015,"message":"VM execution error.","data":"Reverted 0x1234"}""", 0)]
    [InlineData("""{"code":-32603,"message":"Internal error","data":{"message":"revert","data":"0x1234"}}""", 2)]
    [InlineData("""{"code":-32000,"message":"VM Exception: revert","data":{"txHash":"0x","data":"0x1234"}}""", 2)]
    [InlineData("""{"code":-32603,"message":"EVM error InvalidFEOpcode"}""", 0)]
    public async Task Reverts_are_known_by_the_words_of_the_clients_that_have_no_code_for_them(string error, int bytes)
    {
        await using var node = new FakeNode();
        node.Results["eth_call"] = _ => error;
        using JsonRpcClient rpc = node.Client();

        RpcException refused = await Should.ThrowAsync<RpcException>(
            rpc.Call(Eth.Call(new CallRequest(default(Address), default), BlockTag.Latest), None));

        (refused is RevertException revert ? revert.RevertData.Length : -1).ShouldBe(bytes);
    }

    [Fact]
    public async Task A_nodes_error_is_an_answer_in_one_printable_line_of_bounded_length()
    {
        await using var node = new FakeNode();
        node.Results["eth_blockNumber"] = _ =>
            $$"""{"code":-32000,"message":"a\u001b[31m\nb{{new string('x', 5_000)}}"}""";
        using JsonRpcClient rpc = node.Client();

        var refused = await Should.ThrowAsync<RpcErrorException>(rpc.Call(Eth.BlockNumber, None));

        refused.Code.ShouldBe(-32000);
        refused.NodeMessage.ShouldStartWith("a [31m bxxx");
        refused.Message.Length.ShouldBeLessThan(500);
        node.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_error_without_an_id_belongs_to_the_only_call_there_is()
    {
        await using var node = new FakeNode();
        node.Next("""{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid request"}}""", status: 400);
        using JsonRpcClient rpc = node.Client();

        (await Should.ThrowAsync<RpcErrorException>(rpc.Call(Eth.BlockNumber, None))).Code.ShouldBe(-32600);
    }

    [Fact]
    public async Task An_empty_answer_of_a_call_is_doubted_until_the_contract_proves_to_exist()
    {
        await using var node = new FakeNode();
        node.Results["eth_call"] = _ => "\"0x\"";
        node.Results["eth_getCode"] = parameters =>
            parameters[0].GetString()!.EndsWith('1') ? "\"0x6001\"" : "\"0x\"";
        using JsonRpcClient rpc = node.Client();
        var silent = Address.Parse("0x" + new string('0', 39) + "1");

        (await rpc.CallContract(new CallRequest(silent, default), BlockTag.Latest, None)).ShouldBeEmpty();
        var missing = await Should.ThrowAsync<NoCodeException>(
            rpc.CallContract(new CallRequest(default(Address), default), BlockTag.Latest, None));

        missing.Message.ShouldContain($"no contract at {default(Address)} on chain 5 at block latest");
    }

    [Fact]
    public void Mutated_results_give_a_value_or_a_format_error_and_little_memory()
    {
        var random = new Seeded(11);
        byte[] header = Encoding.UTF8.GetBytes(Samples.Header);
        byte[] receipt = Encoding.UTF8.GetBytes(Samples.Receipt);
        byte[] logs = Encoding.UTF8.GetBytes($"[{Samples.Log},{Samples.Log}]");
        byte[] fees = Encoding.UTF8.GetBytes(Samples.FeeHistory);
        for (int i = 0; i < 3_000; i++)
        {
            TryParse(Eth.Header(BlockTag.Latest), Mutated(header, random));
            TryParse(Eth.Receipt(default), Mutated(receipt, random));
            TryParse(Eth.Logs(LogFilter.All, default(Bytes32)), Mutated(logs, random));
            TryParse(Eth.FeeHistory(2, BlockTag.Latest, 50), Mutated(fees, random));
        }
    }

    [Fact]
    public void Many_short_elements_do_not_take_memory_beyond_the_limit()
    {
        string fees = string.Join(',', Enumerable.Repeat("\"0x0\"", 100_000));
        byte[] json = Encoding.UTF8.GetBytes($$"""{"oldestBlock":"0x1","baseFeePerGas":[{{fees}}]}""");

        TryParse(Eth.FeeHistory(2, BlockTag.Latest, 50), json).ShouldBeFalse();
    }

    private static byte[] Mutated(byte[] json, Seeded random)
    {
        byte[] mutated = (byte[])json.Clone();
        for (int i = 1 + random.Below(4); i > 0; i--)
        {
            int at = random.Below(mutated.Length);
            switch (random.Below(3))
            {
                case 0:
                    mutated[at] = random.Bytes(1)[0];
                    break;
                case 1:
                    mutated = mutated[..at];
                    return mutated;
                default:
                    mutated = [.. mutated[..at], .. mutated[Math.Min(mutated.Length, at + 1 + random.Below(8))..]];
                    if (mutated.Length == 0)
                    {
                        return mutated;
                    }

                    break;
            }
        }

        return mutated;
    }

    private static bool TryParse<T>(RpcCall<T> call, byte[] json)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool parsed = false;
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            call.Parse(ref reader);
            parsed = true;
        }
        catch (Exception refused) when (refused is EthereumFormatException or JsonException)
        {
            // The client turns the second into the first; nothing else may come out.
        }

        // An exception costs a few kilobytes by itself.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan((4 * json.Length) + 20_000);
        return parsed;
    }
}
