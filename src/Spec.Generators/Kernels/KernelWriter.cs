using System;
using System.Collections.Generic;
using System.Linq;

namespace Consensoor.Spec.Generators.Kernels;

/// <summary>
/// The statements of one kernel: sums of products of eight limbs, a column of equal weight at a time. A product of limbs is taken in two
/// parts that are exact in doubles: its multiple of 2^48, rounded into a chain of fused multiply-adds that starts at 1.5 2^100, and the
/// rest. A column's lowest 48 bits then give the factor that removes it. That step is a chain of some 35 cycles, so it is woven into the
/// products of the next column, and the chains into each other, where there are 32 registers; with sixteen the JIT would spill most of what
/// lives at a time, so that one chain follows the other.
/// </summary>
internal sealed class KernelWriter
{
    internal const int Limbs = 8;
    internal const int Columns = 2 * Limbs;

    private const int Reduction = -1;

    private readonly IReadOnlyList<IReadOnlyList<Term>> _sums;
    private readonly Dictionary<(int Column, int Sum, int Chain), string> _high = [];
    private readonly Dictionary<(int Column, int Sum, int Chain), string> _low = [];
    private readonly string?[] _carry;
    private readonly string?[] _highBelow;
    private readonly bool _isWoven;
    private int _names;

    internal KernelWriter(IReadOnlyList<IReadOnlyList<Term>> sums, bool isWoven)
    {
        _sums = sums;
        _isWoven = isWoven;
        _carry = new string?[sums.Count];
        _highBelow = new string?[sums.Count];
    }

    internal IEnumerable<string> Write()
    {
        var all = new List<Statement>();
        List<Statement> products = Products(0, out List<Statement> last);
        all.AddRange(products);
        for (int column = 0; column < Columns; column++)
        {
            List<Statement> end = [.. last, .. Finish(column)];
            (products, last) = ([], []);
            if (column + 1 < Columns)
                products = Products(column + 1, out last);
            for (int i = 0; i < end.Count; i++)
            {
                all.Add(end[i]);
                int from = _isWoven ? i * products.Count / end.Count : 0, to = (i + 1) * products.Count / end.Count;
                if (_isWoven || i == end.Count - 1)
                    all.AddRange(products.GetRange(from, to - from));
            }
        }

        return SlotAllocator.Assign(all);
    }

    /// <summary>
    /// A column's products, without the one that waits for the factor of the column below: that is <paramref name="last"/>.
    /// </summary>
    private List<Statement> Products(int column, out List<Statement> last)
    {
        var statements = new List<Statement>();
        var loads = new Dictionary<string, string>();
        int loaded = -1;
        foreach ((int i, int sum, int chain) in Order([.. _sums.Select(terms => terms.Count)]))
        {
            if (column - i is < 0 or >= Limbs)
                continue;
            if (!_isWoven || i != loaded)
                loads.Clear();
            loaded = i;
            Term term = _sums[sum][chain];
            string x = Load(statements, loads, $"{term.Left}[{i}]"), y = Load(statements, loads, $"{term.Right}[{column - i}]");
            Product(statements, (column, sum, chain), x, y, term.IsNegative);
        }

        last = [];
        foreach ((int i, int sum, _) in Order([.. _sums.Select(_ => 1)]))
        {
            int limb = i < Limbs - 1 ? column - 1 - i : column - i;
            if (limb is < 0 or >= Limbs || (i == Limbs - 1 && limb == 0))
                continue;
            long factor = i < Limbs - 1 ? Modulus.Lanes.ShiftedLimbs[limb] : Modulus.Lanes.Limbs[limb];
            List<Statement> target = i == column - 1 ? last : statements;
            string x = Define(target, "$0", $"q[{(sum * Columns) + i}]");
            Product(target, (column, sum, Reduction), x, Constant(factor), isNegative: false);
        }

        return statements;
    }

    /// <summary>The limbs of the left operands for each chain of each sum: limb by limb where woven, else chain by chain.</summary>
    private IEnumerable<(int Limb, int Sum, int Chain)> Order(int[] chains)
    {
        var all =
            from limb in Enumerable.Range(0, Limbs)
            from sum in Enumerable.Range(0, chains.Length)
            from chain in Enumerable.Range(0, chains[sum])
            select (limb, sum, chain);
        return _isWoven ? all : all.OrderBy(place => place.sum).ThenBy(place => place.chain).ThenBy(place => place.limb);
    }

    private void Product(List<Statement> target, (int Column, int Sum, int Chain) key, string x, string y, bool isNegative)
    {
        string operation = isNegative ? "L.NegatedMultiplyAdd" : "L.MultiplyAdd";
        string before = _high.TryGetValue(key, out string? chain) ? chain : "round";
        string high = Define(target, operation + "($0, $1, $2)", x, y, before);
        string rest = Define(target, "L.Subtract($0, $1)", before, high);
        string low = Define(target, operation + "($0, $1, $2)", x, y, rest);
        _low[key] = _low.TryGetValue(key, out string? sum) ? Define(target, "L.Add($0, $1)", sum, low) : low;
        _high[key] = high;
    }

    /// <summary>Adds a column up, takes its low 48 bits as the factor or the result's limb, and hands the rest to the next one.</summary>
    private List<Statement> Finish(int column)
    {
        var parts = new List<List<Statement>>();
        for (int sum = 0; sum < _sums.Count; sum++)
        {
            var part = new List<Statement>();
            List<int> chains =
                [.. Enumerable.Range(0, _sums[sum].Count).Append(Reduction).Where(chain => _low.ContainsKey((column, sum, chain)))];
            string value = ColumnValue(part, column, sum, chains);
            var highs = new List<Statement>();
            string? high = chains.Count == 0
                ? null
                : AddUp(highs, [.. chains.Select(chain => Define(highs, "L.Subtract($0, round)", _high[(column, sum, chain)]))]);
            int slot = (sum * Columns) + column;
            if (column == Columns - 1)
            {
                Store(part, slot, value);
            }
            else
            {
                string rounded = Define(part, "L.Subtract(L.Add($0, round), round)", value);
                string limb = Define(part, "L.Subtract($0, $1)", value, rounded);
                if (column == Limbs - 1)
                {
                    high = RemoveByModulus(part, highs, slot, sum, limb, rounded, high!);
                }
                else
                {
                    _carry[sum] = Define(part, "L.Multiply($0, shift)", rounded);
                    Store(part, slot, limb);
                }

                part.AddRange(highs);
            }

            _highBelow[sum] = high;
            parts.Add(part);
        }

        return Weave(parts);
    }

    private string ColumnValue(List<Statement> part, int column, int sum, List<int> chains)
    {
        string? value = AddUp(part, [.. chains.Where(chain => chain != Reduction).Select(chain => _low[(column, sum, chain)])]);
        if (_highBelow[sum] is { } high)
            value = value is null ? Define(part, "L.Multiply($0, shift)", high) : Define(part, "L.MultiplyAdd($0, shift, $1)", high, value);
        if (_carry[sum] is { } carry)
            value = Define(part, "L.Add($0, $1)", value!, carry);
        return chains.Contains(Reduction) ? Define(part, "L.Add($0, $1)", value!, _low[(column, sum, Reduction)]) : value!;
    }

    private string RemoveByModulus(List<Statement> part, List<Statement> highs, int slot, int sum, string limb, string rounded, string high)
    {
        string factor = Constant(Modulus.Lanes.Factor);
        string rest = Define(part, "L.Subtract(round, L.MultiplyAdd($0, $1, round))", limb, factor);
        string quotient = Define(part, "L.MultiplyAdd($0, $1, $2)", limb, factor, rest);
        Store(part, slot, quotient);
        string lowest = Constant(Modulus.Lanes.Limbs[0]);
        string top = Define(part, "L.MultiplyAdd($0, $1, round)", quotient, lowest);
        string below = Define(part, "L.Subtract(round, $0)", top);
        string low = Define(part, "L.MultiplyAdd($0, $1, $2)", quotient, lowest, below);
        _carry[sum] = Define(part, "L.Multiply(L.Add(L.Add($0, $1), $2), shift)", limb, low, rounded);
        return Define(highs, "L.Subtract($0, $1)", high, below);
    }

    private static void Store(List<Statement> target, int slot, string value) =>
        target.Add(new Statement(null, $"q[{slot}] = $0;", [value]));

    private string? AddUp(List<Statement> target, List<string> values)
    {
        while (values.Count > 1)
            values = [.. values.Skip(2), Define(target, "L.Add($0, $1)", values[0], values[1])];
        return values.FirstOrDefault();
    }

    private string Load(List<Statement> target, Dictionary<string, string> loads, string source)
    {
        if (!loads.TryGetValue(source, out string? name))
            loads[source] = name = Define(target, "$0", source);
        return name;
    }

    private string Define(List<Statement> target, string expression, params string[] operands)
    {
        string name = $"v{_names++}";
        target.Add(new Statement(name, expression, operands));
        return name;
    }

    private static string Constant(long value) => $"L.Broadcast({value}.0)";

    private static List<Statement> Weave(List<List<Statement>> parts)
    {
        var woven = new List<Statement>();
        for (int i = 0; i < parts.Max(part => part.Count); i++)
            woven.AddRange(parts.Where(part => i < part.Count).Select(part => part[i]));
        return woven;
    }
}
