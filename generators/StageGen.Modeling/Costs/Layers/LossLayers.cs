namespace StageGen.Modeling.Costs;

/// <summary>Losses as modules.</summary>
internal static class LossLayers
{
    public static IEnumerable<Factory> All =>
    [
        Factory.Of("CrossEntropyLoss", "cross_entropy", "weight, ignore_index, reduction"),
        Factory.Of("NLLLoss", "nll_loss", "weight, reduction"),
        Factory.Of("MSELoss", "mse_loss", "reduction"),
        Factory.Of("L1Loss", "l1_loss", "reduction"),
        Factory.Of("SmoothL1Loss", "smooth_l1_loss", "reduction, beta"),
        Factory.Of("HuberLoss", "huber_loss", "delta, reduction"),
        Factory.Of("BCELoss", "binary_cross_entropy", "weight, reduction"),
        Factory.Of("BCEWithLogitsLoss", "binary_cross_entropy_with_logits", "weight, reduction, pos_weights"),
        Factory.Of("KLDivLoss", "kl_div", "log_target, reduction"),
        Factory.Of("PoissonNLLLoss", "poisson_nll_loss", "log_input, full, eps, reduction"),
        Factory.Of("GaussianNLLLoss", "gaussian_nll_loss", "full, eps, reduction"),
        Factory.Of("HingeEmbeddingLoss", "hinge_embedding_loss", "margin, reduction"),
        Factory.Of("SoftMarginLoss", "soft_margin_loss", "reduction"),
        Factory.Of("MultiMarginLoss", "multi_margin_loss", "p, margin, weight, reduction"),
        Factory.Of("MultiLabelMarginLoss", "multi_label_margin_loss", "reduction"),
        Factory.Of("MultiLabelSoftMarginLoss", "multilabel_soft_margin_loss", "weight, reduction"),
        Factory.Of("CosineEmbeddingLoss", "cosine_embedding_loss", "margin, reduction"),
        Factory.Of("MarginRankingLoss", "margin_ranking_loss", "margin, reduction"),
        Factory.Of("TripletMarginLoss", "triplet_margin_loss", "margin, p, eps, swap, reduction"),
        Factory.Of("TripletMarginWithDistanceLoss", "triplet_margin_with_distance_loss", "distance, margin, swap, reduction"),
        Factory.Of("CTCLoss", "ctc_loss", "blank, zero_infinity, reduction"),
    ];
}
