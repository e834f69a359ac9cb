using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace Fractional.Store;

/// <summary>
/// Brings the database to the schema of this program: Schema/NNNN_name.sql, in order, each once, never changed
/// afterwards.
/// </summary>
public static class Migrations
{
    /// <summary>Any fixed number: two programs that start together wait for each other on it.</summary>
    const long LockKey = 0x46524143_53544F52;

    sealed record Step(int Number, string Name, string Sql)
    {
        public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));
    }

    /// <summary>Applies what is missing; every step and its row in schema_versions commit together.</summary>
    /// <exception cref="StoreCorruptException">
    /// The database has a step we do not know, or one that reads differently here.
    /// </exception>
    public static Task Apply(PostgresDoor door, CancellationToken stop = default) =>
        door.Run("bringing the schema up to date", writes: true,
            connection => Apply(connection, door.ToString(), stop), stop);

    static async Task<int> Apply(NpgsqlConnection connection, string place, CancellationToken stop)
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await connection.ExecuteAsync("select pg_advisory_xact_lock(@LockKey)", new { LockKey });
        await connection.ExecuteAsync(
            """
            create table if not exists schema_versions (
                number int primary key, name text not null, sha256 text not null,
                applied_at timestamptz not null default now())
            """);
        var applied = (await connection.QueryAsync<(int Number, string Name, string Hash)>(
            "select number, name, sha256 from schema_versions order by number")).ToDictionary(v => v.Number);
        var steps = Steps();
        if (applied.Count > 0 && applied.Keys.Max() > steps.Count)
            throw new StoreCorruptException(
                $"{place}, has schema version {applied.Keys.Max()}; this program knows {steps.Count}: "
                + "use the newer program");
        foreach (var step in steps)
        {
            if (applied.TryGetValue(step.Number, out var known))
            {
                if (known.Hash == step.Hash) continue;
                throw new StoreCorruptException(
                    $"{place}, was given schema step {step.Number} as {known.Name} ({known.Hash[..8]}), "
                    + $"here it is {step.Name} ({step.Hash[..8]}): a step must not change once applied");
            }
            await connection.ExecuteAsync(step.Sql);
            await connection.ExecuteAsync(
                "insert into schema_versions (number, name, sha256) values (@Number, @Name, @Hash)", step);
        }
        await transaction.CommitAsync(stop);
        return steps.Count;
    }

    static List<Step> Steps()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var steps = assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(resource => Read(assembly, resource)).ToList();
        for (var i = 0; i < steps.Count; i++)
            if (steps[i].Number != i + 1)
                throw new InvalidOperationException($"schema step {steps[i].Name} should have number {i + 1}");
        return steps;
    }

    static Step Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return new Step(int.Parse(resource[..4], CultureInfo.InvariantCulture), resource, reader.ReadToEnd());
    }
}
