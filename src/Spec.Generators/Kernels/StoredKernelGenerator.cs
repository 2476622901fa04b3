using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace Consensoor.Spec.Generators.Kernels;

/// <summary>
/// Writes the kernels of <c>Crypto/Bls/FourProducts</c>, in straight lines like those of <see cref="LaneKernelGenerator"/>.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class StoredKernelGenerator : IIncrementalGenerator
{
    private const string User = "Consensoor.Spec.Crypto.Bls.FourProducts";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var isSpec =
            context.CompilationProvider.Select(static (compilation, _) => compilation.Assembly.GetTypeByMetadataName(User) is not null);
        context.RegisterSourceOutput(isSpec, static (output, wanted) =>
        {
            if (wanted)
                output.AddSource("StoredKernels.g.cs", Source());
        });
    }

    private static string Source()
    {
        var text = new StringBuilder(Head);
        text.Append($"    internal const int Room = {StoredKernelWriter.Room};\n\n");
        text.Append("    internal static ReadOnlySpan<double> Constants =>\n        [");
        text.Append(string.Join(", ", StoredKernelWriter.Constants.Select(constant => $"{constant}.0"))).Append("];\n\n");
        Write(text, "Multiply", "a, b", [new Term("a", "b")]);
        Write(text, "MultiplyTwice", "a, b, c, d", [new Term("a", "b"), new Term("c", "d")]);
        return text.Append("}\n").ToString();
    }

    private static void Write(StringBuilder text, string name, string operands, IReadOnlyList<Term> terms)
    {
        text.Append("    [SkipLocalsInit]\n    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]\n");
        text.Append($"    internal static void {name}(\n        Vector256<double>* r");
        foreach (string operand in operands.Split(',').Append("room").Append("m"))
            text.Append($", Vector256<double>* {operand.Trim()}");
        text.Append(")\n    {\n        Vector256<double> round = Vector256.Create(Round), shift = Vector256.Create(Shift);\n");
        foreach (string line in new StoredKernelWriter(terms).Write())
            text.Append("        ").Append(line).Append('\n');
        text.Append("    }\n\n");
    }

    private const string Head = """
        using System;
        using System.Runtime.CompilerServices;
        using System.Runtime.Intrinsics;
        using System.Runtime.Intrinsics.X86;

        namespace Consensoor.Spec.Crypto.Bls;

        /// <summary>
        /// Montgomery products with R = 2^392 on eight limbs of 49 bits, in four lanes: r = a b / R, and r = (a b + c d) / R.
        /// </summary>
        internal static unsafe class StoredKernels
        {
            private const double Round = 1.5 * (1L << 52) * (1L << 49);
            private const double Shift = 1.0 / (1L << 49);


        """;
}
