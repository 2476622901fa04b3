namespace Consensoor.Actors.Page;

/// <summary>Why something is as it is: the decision, what was weighed for it, and what would have changed it.</summary>
internal sealed record Why(
    string Subject, string Decision, string Reason, IReadOnlyList<WhyPoint> Weighed, IReadOnlyList<string> Otherwise);

/// <summary>Something that was weighed: between which options, and what there is to say of it.</summary>
internal sealed record WhyPoint(string What, IReadOnlyList<WhyOption> Options, string? Note);

/// <summary>One of the options of a point; Weight is in Gwei, null where nothing is weighed.</summary>
internal sealed record WhyOption(string What, Root? Root, Gwei? Weight, bool IsChosen);
