using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using Fractional.Ethereum.Generators.Emit;
using Fractional.Ethereum.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Fractional.Ethereum.Generators;

/// <summary>
/// Turns Foundry artifacts among the additional files into bindings. An item takes part when it has the metadata
/// <c>BindingNamespace</c>; <c>BindingName</c> renames the contract. Contracts of one namespace share their structs.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class BindingGenerator : IIncrementalGenerator
{
    private const string Metadata = "build_metadata.AdditionalFiles.";

    private static readonly DiagnosticDescriptor CannotBind = new(
        "FRB001", "A contract cannot be bound", "'{0}' cannot be bound: {1}", "Bindings", DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    private static readonly Regex Namespace = new(@"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$", RegexOptions.CultureInvariant);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<BoundContract> contracts = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select((pair, cancellation) =>
            {
                var options = pair.Right.GetOptions(pair.Left);
                options.TryGetValue(Metadata + "BindingNamespace", out string? space);
                bool isRenamed = options.TryGetValue(Metadata + "BindingName", out string? name);
                return string.IsNullOrEmpty(space)
                    ? null
                    : Bind(pair.Left, space!, isRenamed ? name : null, cancellation);
            })
            .Where(bound => bound is not null)
            .Select((bound, _) => bound!);

        context.RegisterSourceOutput(contracts.Collect(), AddSources);
    }

    private static BoundContract Bind(AdditionalText file, string space, string? name, CancellationToken cancellation)
    {
        string contractName = string.IsNullOrEmpty(name) ? Path.GetFileNameWithoutExtension(file.Path) : name!;
        try
        {
            if (!Namespace.IsMatch($"{space}.{contractName}"))
            {
                throw new BindingFault($"'{space}.{contractName}' is no name");
            }

            string text = file.GetText(cancellation)?.ToString()
                ?? throw new BindingFault("the file cannot be read; were the contracts built?");
            Contract contract = Contract.Read(text);
            BoundType bound = new($"{space}.{contractName}Contract", ContractCode.Emit(contract, contractName, space));
            IEnumerable<BoundType> structs = contract.Structs()
                .Select(s => new BoundType($"{space}.{s.Name}", StructCode.Emit(s, space))).Distinct();
            return new BoundContract(file.Path, structs.Prepend(bound).ToImmutableArray(), "");
        }
        catch (BindingFault fault)
        {
            return new BoundContract(file.Path, ImmutableArray<BoundType>.Empty, fault.Message);
        }
    }

    private static void AddSources(SourceProductionContext output, ImmutableArray<BoundContract> contracts)
    {
        // The compiler does not tell hint names apart by case.
        Dictionary<string, string> added = new(StringComparer.OrdinalIgnoreCase);
        foreach (BoundContract contract in contracts)
        {
            string fault = contract.Fault;
            foreach (BoundType type in contract.Types)
            {
                if (!added.TryGetValue(type.Name, out string? first))
                {
                    added.Add(type.Name, type.Source);
                    output.AddSource($"{type.Name}.g.cs", SourceText.From(type.Source, Encoding.UTF8));
                }
                else if (first != type.Source)
                {
                    fault = $"its '{type.Name}' differs from another one of that name; "
                        + "give it a BindingNamespace or a BindingName of its own";
                }
            }

            if (fault.Length > 0)
            {
                output.ReportDiagnostic(Diagnostic.Create(CannotBind, Location.None, contract.Path, fault));
            }
        }
    }

    private sealed record BoundType(string Name, string Source);

    /// <summary>The finished texts of one contract and its structs: equal texts need no new compilation.</summary>
    private sealed record BoundContract(string Path, ImmutableArray<BoundType> Types, string Fault)
    {
        public bool Equals(BoundContract? other) =>
            other is not null && Path == other.Path && Fault == other.Fault && Types.SequenceEqual(other.Types);

        public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Path);
    }
}
