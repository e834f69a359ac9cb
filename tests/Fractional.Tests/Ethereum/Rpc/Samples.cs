namespace Fractional.Tests.Ethereum.Rpc;

/// <summary>Results in the shape current clients send.</summary>
internal static class Samples
{
    public const string Header =
        """
        {"number":"0x2a","hash":"0x1111111111111111111111111111111111111111111111111111111111111111",
        "parentHash":"0x2222222222222222222222222222222222222222222222222222222222222222","timestamp":"0x6502f2c3",
        "baseFeePerGas":"0x3b9aca00","gasLimit":"0x1c9c380","gasUsed":"0x5208","transactions":[],"uncles":[]}
        """;

    public const string Log =
        """
        {"address":"0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc","topics":[
        "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
        "0x0000000000000000000000000000000000000000000000000000000000000001"],
        "data":"0x00000000000000000000000000000000000000000000000000000000000003e8","blockNumber":"0x2a",
        "transactionHash":"0x3333333333333333333333333333333333333333333333333333333333333333",
        "transactionIndex":"0x1","blockHash":"0x1111111111111111111111111111111111111111111111111111111111111111",
        "logIndex":"0x7","removed":false}
        """;

    public const string Receipt =
        $$"""
        {"type":"0x2","status":"0x1","cumulativeGasUsed":"0x5208","logsBloom":"0x00","logs":[{{Log}}],
        "transactionHash":"0x3333333333333333333333333333333333333333333333333333333333333333",
        "transactionIndex":"0x1","blockHash":"0x1111111111111111111111111111111111111111111111111111111111111111",
        "blockNumber":"0x2a","gasUsed":"0x5208","effectiveGasPrice":"0x77359400","contractAddress":null}
        """;

    public const string FeeHistory =
        """
        {"oldestBlock":"0x29","baseFeePerGas":["0x1","0x2","0x3"],"gasUsedRatio":[0.5,0.25],
        "reward":[["0x5"],["0x7"]]}
        """;
}
