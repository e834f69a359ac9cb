using System.Reflection;

namespace Fractional.Api.Operations;

/// <summary>What runs here, and whether it is safe to.</summary>
public static class ServerVersion
{
    /// <summary>Four advisories of October 2026 concern the ASP.NET Core runtimes below it.</summary>
    public static readonly Version MinimumRuntime = new(10, 0, 13);

    /// <summary>The ASP.NET Core runtime of this process.</summary>
    public static readonly Version Runtime = VersionOf(Informational(typeof(WebApplication)));

    /// <summary>Of this program, without the commit.</summary>
    public static readonly string Product = Informational(typeof(ServerVersion)).Split('+')[0];

    /// <summary>The commit it was built from; none outside a repository.</summary>
    public static readonly string? Commit = Informational(typeof(ServerVersion)).Split('+') is [_, var commit]
        ? commit
        : null;

    /// <summary>One sentence when the runtime is too old; null when it is not. It warns and does not refuse: a
    /// distribution may ship the mended code under its own number, and those who can not update at once need their
    /// keepers and claims more than they need us to stop. ADR 0012.</summary>
    public static string? Warning => WarningFor(Runtime);

    internal static string? WarningFor(Version runtime) => runtime >= MinimumRuntime
        ? null
        : $"the ASP.NET Core runtime is {runtime}, which known advisories concern; {MinimumRuntime} or newer is "
          + "expected: update it, and do not serve strangers before";

    internal static Version VersionOf(string informational) =>
        Version.TryParse(informational.Split('+', '-')[0], out var version) ? version : new Version();

    static string Informational(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
}
