using Fractional.Chain;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Chain;

public sealed class DeploymentTests
{
    private static readonly string Good = SimulatedSetting.Deployment.ToJson();

    [Theory]
    [InlineData("\"chainId\": 1,", "", "chainId")]
    [InlineData("\"chainId\": 1,", "\"chainId\": -1,", "chainId")]
    [InlineData("\"startBlock\": 0", "\"startBlock\": 0, \"startBlok\": 1", "startBlok")]
    [InlineData("0x0000000000000000000000000000000000000067", "0x67", "0x67")]
    [InlineData("\"decimals\": 18", "\"decimals\": 256", "decimals")]
    [InlineData("\"loanBook\": {", "\"loanBook\": null, \"x\": {", "loanBook")]
    public void A_manifest_with_a_wrong_member_is_refused_by_name(string part, string wrong, string named)
    {
        Good.ShouldContain(part);
        Should.Throw<DeploymentException>(() => Deployment.Parse(Good.Replace(part, wrong)))
            .Message.ShouldContain(named);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    public void A_file_that_is_no_manifest_is_refused(string text) =>
        Should.Throw<DeploymentException>(() => Deployment.Parse(text)).Message.ShouldContain("manifest");

    [Fact]
    public void A_file_that_is_missing_is_named() =>
        Should.Throw<DeploymentException>(() => Deployment.Load("no/such/manifest.json"))
            .Message.ShouldContain("no/such/manifest.json");

    [Fact]
    public void A_saved_manifest_reads_the_same()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            SimulatedSetting.Deployment.Save(path);
            Deployment.Load(path).ToJson().ShouldBe(Good);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
