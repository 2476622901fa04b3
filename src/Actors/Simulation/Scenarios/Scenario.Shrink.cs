namespace Consensoor.Actors.Simulation.Scenarios;

/// <summary>Shrinking.</summary>
public sealed partial class Scenario<TNode>
{
    /// <summary>
    /// Takes faults out of a failing story, one after the other from the last, and at the end what its links lose, repeat and hold back, as
    /// long as the same expectation fails; tells what it tries and what comes of it, and gives the result with what is left.
    /// </summary>
    public ScenarioResult Shrink(ulong seed, Action<string>? tell = null)
    {
        void Tell(string text) => tell?.Invoke($"shrink: {text}");
        List<Fault<TNode>> left = [.. _faults];
        var links = Links;
        var result = Run(seed, left, null);
        if (result.Failure is not { } failure)
        {
            Tell("everything holds, there is nothing to shrink");
            return result;
        }

        var isFaulty = links.Loss > 0 || links.Duplicate > 0 || links.Reorder > 0;
        Tell(left.Count == 0 && !isFaulty
            ? "the scenario has no faults to take out"
            : $"slot {failure.Slot} fails '{failure.Expectation}' with {Count(left.Count)}; trying without each");
        for (var i = left.Count - 1; i >= 0; i--)
        {
            List<Fault<TNode>> without = [.. left.Where((_, index) => index != i)];
            if (Try($"'{left[i].Text}'", without))
            {
                left = without;
            }
        }

        if (isFaulty)
        {
            Links = links with { Loss = 0, Duplicate = 0, Reorder = 0 };
            if (!Try("loss, repetition and reordering of messages", left))
            {
                Links = links;
            }
        }

        if (_faults.Count > 0 || isFaulty)
        {
            var lossy = Links.Loss > 0 || Links.Duplicate > 0 || Links.Reorder > 0;
            var ofLinks = isFaulty ? $", and {(lossy ? "the loss" : "no loss")} of the links" : "";
            Tell($"found: it takes {left.Count} of {_faults.Count} faults{ofLinks}");
        }

        Links = links;
        return result with { IsShrunk = true };

        string Count(int faults) => $"{faults} faults{(isFaulty ? " and links that lose messages" : "")}";

        bool Try(string what, List<Fault<TNode>> without)
        {
            var smaller = Run(seed, without, null);
            var isSame = smaller.Failure?.Expectation == failure.Expectation;
            Tell($"without {what}: " + smaller.Failure switch
            {
                null => "everything holds, so it is needed",
                { } other when !isSame => $"another failure, '{other.Expectation}' in slot {other.Slot}, so it stays",
                { } same => $"fails the same way in slot {same.Slot}, so it goes",
            });
            if (isSame)
            {
                result = smaller;
            }

            return isSame;
        }
    }
}
