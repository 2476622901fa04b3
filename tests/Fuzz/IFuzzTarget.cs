namespace Consensoor.Fuzz;

/// <summary>One decoder under test.</summary>
internal interface IFuzzTarget
{
    string Name { get; }

    /// <summary>How many of a hundred inputs it gets.</summary>
    int Share { get; }

    /// <summary>
    /// Makes one input, hands it to every path, and says what became of it. Any exception is a finding; so is two paths that disagree.
    /// </summary>
    string Run(FuzzRandom random);
}
