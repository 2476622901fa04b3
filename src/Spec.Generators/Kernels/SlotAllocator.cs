using System.Collections.Generic;
using System.Linq;

namespace Consensoor.Spec.Generators.Kernels;

/// <summary>
/// Gives values few local variables, each used again once its value is dead: beyond a thousand locals the JIT keeps them all in memory.
/// </summary>
internal static class SlotAllocator
{
    internal static IEnumerable<string> Assign(IReadOnlyList<Statement> statements)
    {
        var lastUse = new Dictionary<string, int>();
        HashSet<string> values = [.. statements.Select(statement => statement.Defines).OfType<string>()];
        for (int i = 0; i < statements.Count; i++)
        {
            foreach (string operand in statements[i].Operands.Where(values.Contains))
                lastUse[operand] = i;
        }

        var slots = new Dictionary<string, string>();
        var free = new Stack<string>();
        var lines = new List<string>();
        int used = 0;
        for (int i = 0; i < statements.Count; i++)
        {
            Statement statement = statements[i];
            string text = statement.Text;
            for (int operand = 0; operand < statement.Operands.Count; operand++)
            {
                string name = statement.Operands[operand];
                text = text.Replace($"${operand}", slots.TryGetValue(name, out string? slot) ? slot : name);
            }

            foreach (string operand in statement.Operands.Where(values.Contains).Distinct().Where(operand => lastUse[operand] == i))
                free.Push(slots[operand]);
            if (statement.Defines is not { } defined)
            {
                lines.Add(text);
                continue;
            }

            string target = free.Count > 0 ? free.Pop() : $"z{used++}";
            slots[defined] = target;
            lines.Add($"{target} = {text};");
        }

        return lines.Prepend($"V {string.Join(", ", Enumerable.Range(0, used).Select(slot => $"z{slot}"))};");
    }
}
