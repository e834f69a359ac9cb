using Fractional.Ethereum;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Signers;
using Fractional.Ethereum.Wallets;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Signers;

public sealed class KeyFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder = Directory.CreateTempSubdirectory("keyfile").FullName;
    private readonly List<string> _warnings = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_missing_or_oversized_file_is_named()
    {
        string missing = Path.Combine(_folder, "none.json");
        Should.Throw<EthereumException>(() => KeyFile.Open(missing, missing, _warnings.Add)).Message
            .ShouldContain($"the key file {missing} cannot be read");
        string large = Write("large", new string('x', 70_000), OwnerOnly);
        Should.Throw<EthereumException>(() => KeyFile.Open(large, large, _warnings.Add)).Message
            .ShouldContain("70000 bytes");
    }

    [Fact]
    public void A_wrong_password_is_refused_and_not_shown()
    {
        string key = Write("key", Exported(), OwnerOnly);
        string password = Write("password", "not this one", OwnerOnly);
        Should.Throw<EthereumFormatException>(() => KeyFile.Open(key, password, _warnings.Add)).Message
            .ShouldNotContain("not this one");
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("secret\n")]
    [InlineData("secret\r\n")]
    public void The_account_opens_with_or_without_a_line_break_behind_the_password(string password)
    {
        using Account account = KeyFile.Open(
            Write("key", Exported(), OwnerOnly), Write("password", password, OwnerOnly), _warnings.Add);
        account.Address.ToString().ShouldBe("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf");
        _warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_file_that_others_can_read_or_change_is_warned_about(UnixFileMode others)
    {
        string password = Write("password", "secret", OwnerOnly | others);
        using Account account = KeyFile.Open(Write("key", Exported(), OwnerOnly), password, _warnings.Add);
        _warnings.ShouldHaveSingleItem().ShouldContain($"the password file {password}");
    }

    private static string Exported()
    {
        using PrivateKey key = new(Bytes32.From(UInt256.One).Span);
        return Keystore.Export(key, "secret", n: 2);
    }

    private string Write(string name, string text, UnixFileMode mode)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }

        return path;
    }
}
