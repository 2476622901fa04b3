using System.Collections.Generic;
using System.Linq;

namespace Consensoor.Spec.Generators.Kernels;

/// <summary>
/// The statements of a kernel that multiplies elements as <c>Fp</c> stores them (R = 2^392) in eight limbs of 49 bits: one sum of products,
/// in the way of <see cref="KernelWriter"/> but for sixteen registers. Each chain runs to its end before the next one starts, so that few
/// values live at a time; a column's reduction comes after the products of the next column, which fill its wait; and the last eight columns
/// move their carries up by one limb only, which needs no waiting for each other.
/// </summary>
internal sealed class StoredKernelWriter
{
    /// <summary>Vectors of room that a kernel needs: the limbs that are removed, and the columns of products.</summary>
    internal const int Room = Limbs + (2 * Limbs);

    private const int Limbs = KernelWriter.Limbs;
    private const int Last = (2 * Limbs) - 1;

    private readonly IReadOnlyList<Term> _terms;
    private readonly List<string> _lines = [];
    private string? _productsBelow;
    private string? _reductionBelow;
    private string? _carry;
    private string? _removed;
    private int _names;

    internal StoredKernelWriter(IReadOnlyList<Term> terms) => _terms = terms;

    /// <summary>What kernels find at <c>m</c>: the limbs of (m p + 1) / 2^49, those of p, and m.</summary>
    internal static IEnumerable<long> Constants => [.. Modulus.Stored.ShiftedLimbs, .. Modulus.Stored.Limbs, Modulus.Stored.Factor];

    internal IEnumerable<string> Write()
    {
        Products(0);
        for (int column = 1; column <= Last; column++)
        {
            Products(column);
            Reduce(column - 1);
        }

        Reduce(Last);
        return _lines;
    }

    private void Products(int column)
    {
        Chain chain = default;
        foreach (Term term in _terms)
        {
            for (int i = 0; i < Limbs; i++)
            {
                if (column - i is >= 0 and < Limbs)
                    chain = Product(chain, Define($"{term.Left}[{i}]"), Define($"{term.Right}[{column - i}]"));
            }
        }

        string? value = chain.Low;
        if (_productsBelow is { } below)
            value = Define(value is null ? $"{below} * shift" : $"Fma.MultiplyAdd({below}, shift, {value})");
        _productsBelow = chain.High is null ? null : Define($"{chain.High} - round");
        Store(Column(column), value!);
    }

    private void Reduce(int column)
    {
        Chain chain = default;
        for (int i = 0; i < Limbs; i++)
        {
            // What the limb just below adds comes last, since it is known last; what limb 7 adds to its own column is in the carry.
            if (i == column - 1 && i < Limbs - 1)
                continue;
            int limb = i < Limbs - 1 ? column - 1 - i : column - i;
            if (limb is >= 0 and < Limbs && (i < Limbs - 1 || limb > 0))
                chain = Product(chain, Define(Removed(i)), Define(i < Limbs - 1 ? $"m[{limb}]" : $"m[{Limbs + limb}]"));
        }

        string value = Define(Column(column));
        if (chain.Low is { } low)
            value = Define($"{value} + {low}");
        if (_reductionBelow is { } below)
            value = Define($"Fma.MultiplyAdd({below}, shift, {value})");
        if (column <= Limbs && _carry is { } carry)
            value = Define($"{value} + {carry}");
        if (column is > 0 and < Limbs)
        {
            chain = Product(new Chain(chain.High, null), _removed!, Define("m[0]"));
            value = Define($"{value} + {chain.Low}");
        }

        _reductionBelow = chain.High is null ? null : Define($"{chain.High} - round");
        if (column < Limbs)
            Remove(column, value);
        else
            Leave(column, value);
    }

    /// <summary>Splits a column into its lowest 49 bits, which a multiple of p removes, and a carry.</summary>
    private void Remove(int column, string value)
    {
        string rounded = Define($"({value} + round) - round");
        string limb = Define($"{value} - {rounded}");
        if (column < Limbs - 1)
        {
            Store(Removed(column), limb);
            (_removed, _carry) = (limb, Define($"{rounded} * shift"));
            return;
        }

        string factor = Define($"m[{2 * Limbs}]"), lowest = Define($"m[{Limbs}]");
        Chain quotient = Product(default, limb, factor);
        Store(Removed(column), quotient.Low!);
        Chain product = Product(default, quotient.Low!, lowest);
        string high = Define($"{product.High} - round");
        _carry = Define($"((({limb} + {product.Low}) + {rounded}) + {high}) * shift");
    }

    /// <summary>Writes a limb of the result, with the carry of the limb below.</summary>
    private void Leave(int column, string value)
    {
        string limb = value;
        string? carry = null;
        if (column < Last)
        {
            string rounded = Define($"({value} + round) - round");
            limb = Define($"{value} - {rounded}");
            carry = Define($"{rounded} * shift");
        }

        Store($"r[{column - Limbs}]", column == Limbs ? limb : Define($"{limb} + {_carry}"));
        _carry = carry;
    }

    /// <summary>Adds a product to a chain, whose high parts are rounded into it and whose low parts are added up.</summary>
    private Chain Product(Chain chain, string x, string y)
    {
        string before = chain.High ?? "round";
        string high = Define($"Fma.MultiplyAdd({x}, {y}, {before})");
        string rest = Define($"{before} - {high}");
        string low = Define($"Fma.MultiplyAdd({x}, {y}, {rest})");
        return new Chain(high, chain.Low is null ? low : Define($"{chain.Low} + {low}"));
    }

    private string Define(string expression)
    {
        string name = $"v{_names++}";
        _lines.Add($"Vector256<double> {name} = {expression};");
        return name;
    }

    private void Store(string place, string value) => _lines.Add($"{place} = {value};");

    private static string Removed(int limb) => $"room[{limb}]";

    private static string Column(int column) => $"room[{Limbs + column}]";

    private readonly struct Chain(string? high, string? low)
    {
        internal string? High => high;

        internal string? Low => low;
    }
}
