using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Spectre.Console;

namespace Fractional.Cli.Demo;

/// <summary>The tables and the JSON at the end: where every wei went.</summary>
static class Report
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Tables(IAnsiConsole console, IEnumerable<VaultReckoning> vaults)
    {
        foreach (var vault in vaults)
        {
            console.WriteLine();
            console.WriteLine($"{vault.Vault.Name} ({vault.Vault.State})");
            if (!vault.Split.Proceeds.IsZero) console.WriteLine(Equation(vault));
            if (vault.Previewed == vault.Split)
                console.WriteLine("  as the preview said before the sale, line by line");
            console.Write(PaymentsOf(vault));
            if (!vault.LenderDust.IsZero)
                console.WriteLine(
                    $"  {vault.LenderDust} wei of the lenders' flooring went to the insurance fund; nothing is left");
        }
    }

    /// <summary>income - covers - tips = cash, in wei, and what its own book and the token say.</summary>
    public static void Fund(IAnsiConsole console, FundReckoning fund)
    {
        console.WriteLine();
        console.WriteLine("insurance fund");
        console.WriteLine(
            $"premiums {fund.Premiums} + penalties {fund.Penalties} + forfeits {fund.Forfeits} + dust {fund.Dust} = "
            + $"income {fund.Income}\n"
            + $"  - covers {fund.Book.Covered} - tips {fund.Book.Tipped} = cash {fund.Book.Cash}; "
            + $"the token says {fund.Balance}");
    }

    /// <summary>proceeds = keeper + debt + penalty + fee + royalty + holders + dust, in wei.</summary>
    static string Equation(VaultReckoning vault)
    {
        var split = vault.Split;
        var holders = split.Residual - vault.Dust;
        return $"proceeds {split.Proceeds} = keeper {split.Keeper} + debt {split.Debt} + penalty {split.Penalty}\n"
            + $"  + fee {split.Fee} + royalty {split.Royalty} + holders {holders} + dust {vault.Dust}";
    }

    static Table PaymentsOf(VaultReckoning vault)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("payee", "line", "paid (wei)", "exact (wei)", "");
        table.Columns[3].NoWrap();
        table.Columns[2].RightAligned();
        table.Columns[3].RightAligned();
        foreach (var payment in vault.Payments)
            table.AddRow(
                Markup.Escape(payment.Payee), payment.Line, payment.Paid.ToString(), DecimalText(payment.Exact),
                payment.Matches ? "exact" : $"EXPECTED {payment.Expected}");
        return table;
    }

    /// <summary>The exact number cut after six places; the JSON has the whole fraction.</summary>
    static string DecimalText((BigInteger Numerator, BigInteger Denominator) exact)
    {
        var whole = BigInteger.DivRem(exact.Numerator, exact.Denominator, out var rest);
        return rest.IsZero
            ? whole.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{whole}.{rest * 1_000_000 / exact.Denominator:D6}");
    }

    /// <summary>The whole part and the proper fraction in lowest terms.</summary>
    static string ExactText((BigInteger Numerator, BigInteger Denominator) exact)
    {
        var whole = BigInteger.DivRem(exact.Numerator, exact.Denominator, out var rest);
        if (rest.IsZero) return whole.ToString(CultureInfo.InvariantCulture);
        var common = BigInteger.GreatestCommonDivisor(rest, exact.Denominator);
        return string.Create(CultureInfo.InvariantCulture, $"{whole} {rest / common}/{exact.Denominator / common}");
    }

    /// <summary>One sentence for each payment that is not what Core says; it names the account.</summary>
    public static IEnumerable<string> Faults(IEnumerable<VaultReckoning> vaults, FundReckoning fund)
    {
        if (!fund.IsExact) yield return $"insurance fund: {fund}, income {fund.Income}, cash {fund.Book.Cash}";
        foreach (var vault in vaults)
        {
            foreach (var payment in vault.Payments.Where(p => !p.Matches))
                yield return $"{vault.Vault.Name}, {payment.Payee}, {payment.Line}: paid {payment.Paid} wei, "
                    + $"Core says {payment.Expected}";
            if (vault.Previewed is { } previewed && previewed != vault.Split)
                yield return $"{vault.Vault.Name}: the preview gave {previewed}, the settlement {vault.Split}";
            if (!vault.LeftInVault.IsZero)
                yield return $"{vault.Vault.Name}: {vault.LeftInVault} wei are left in the vault, Core says 0";
        }
    }

    public static string Json(
        IEnumerable<VaultReckoning> vaults, FundReckoning fund, IEnumerable<string> verified, bool isExact) =>
        JsonSerializer.Serialize(
            new
            {
                exact = isExact,
                vaults = vaults.Select(v => new
                {
                    name = v.Vault.Name, address = v.Vault.Address.ToString(), state = v.Vault.State.ToString(),
                    proceeds = v.Split.Proceeds.ToString(), keeper = v.Split.Keeper.ToString(),
                    debt = v.Split.Debt.ToString(), penalty = v.Split.Penalty.ToString(),
                    fee = v.Split.Fee.ToString(), royalty = v.Split.Royalty.ToString(),
                    residual = v.Split.Residual.ToString(), dust = v.Dust.ToString(),
                    lenderDust = v.LenderDust.ToString(), leftInVault = v.LeftInVault.ToString(),
                    payments = v.Payments.Select(p => new
                    {
                        payee = p.Payee, line = p.Line, paid = p.Paid.ToString(), expected = p.Expected.ToString(),
                        exact = ExactText(p.Exact),
                    }),
                }),
                insuranceFund = new
                {
                    premiums = fund.Premiums.ToString(), penalties = fund.Penalties.ToString(),
                    forfeits = fund.Forfeits.ToString(), dust = fund.Dust.ToString(),
                    covers = fund.Book.Covered.ToString(), tips = fund.Book.Tipped.ToString(),
                    cash = fund.Balance.ToString(),
                },
                verified,
            },
            Indented);
}
