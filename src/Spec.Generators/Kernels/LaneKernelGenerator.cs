using System.Collections.Generic;
using System.Text;
using Microsoft.CodeAnalysis;

namespace Consensoor.Spec.Generators.Kernels;

/// <summary>
/// Writes the products of <c>Crypto/Bls/Lanes</c> as straight lines of code, once for every vector width. Straight, because the JIT neither
/// unrolls such loops nor overlaps one column's wait with the next one's work; <see cref="KernelWriter"/> does both.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class LaneKernelGenerator : IIncrementalGenerator
{
    private const string Lanes = "Consensoor.Spec.Crypto.Bls.Lanes.ILanes`1";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var isSpec =
            context.CompilationProvider.Select(static (compilation, _) => compilation.Assembly.GetTypeByMetadataName(Lanes) is not null);
        context.RegisterSourceOutput(isSpec, static (output, wanted) =>
        {
            if (wanted)
                output.AddSource("FpKernels.g.cs", Source());
        });
    }

    private static string Source()
    {
        var text = new StringBuilder(Head);
        Write(text, "FpKernels", isWoven: true);
        Write(text, "FpNarrowKernels", isWoven: false);
        return text.ToString();
    }

    private static void Write(StringBuilder text, string type, bool isWoven)
    {
        text.Append(Type.Replace("$TYPE", type));
        Write(text, isWoven, "Multiply", "a0, b0", [[new Term("a0", "b0")]]);
        Write(text, isWoven, "MultiplyPair", "a0, b0, a1, b1", [[new Term("a0", "b0")], [new Term("a1", "b1")]]);
        Write(
            text,
            isWoven,
            "MultiplyComplex",
            "a0, a1, b0, b1",
            [[new Term("a0", "b0"), new Term("a1", "b1", isNegative: true)], [new Term("a0", "b1"), new Term("a1", "b0")]]);
        text.Append("}\n\n");
    }

    private static void Write(StringBuilder text, bool isWoven, string name, string operands, IReadOnlyList<IReadOnlyList<Term>> sums)
    {
        string results = sums.Count == 1 ? "V* r0" : "V* r0, V* r1";
        text.Append("    [SkipLocalsInit]\n    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]\n");
        text.Append($"    internal static void {name}({results}, V* {operands.Replace(", ", ", V* ")}, V* q)\n    {{\n");
        text.Append("        V round = L.Broadcast(Round), shift = L.Broadcast(Shift);\n");
        foreach (string statement in new KernelWriter(sums, isWoven).Write())
            text.Append("        ").Append(statement).Append('\n');
        for (int sum = 0; sum < sums.Count; sum++)
            text.Append($"        for (int i = 0; i < {KernelWriter.Limbs}; i++)\n            r{sum}[i] = q[i "
                + $"+ {(sum * KernelWriter.Columns) + KernelWriter.Limbs}];\n");
        text.Append("    }\n\n");
    }

    private const string Head = """
        using System.Runtime.CompilerServices;

        namespace Consensoor.Spec.Crypto.Bls.Lanes;


        """;

    private const string Type = """
        /// <summary>Montgomery products with R = 2^384 on limbs of 48 bits; see <see cref="ILanes{V}"/> for what they promise.</summary>
        internal static unsafe class $TYPE<L, V>
            where L : struct, ILanes<V>
            where V : unmanaged
        {
            private const double Round = 1.5 * (1L << 52) * (1L << 48);
            private const double Shift = 1.0 / (1L << 48);


        """;
}
