// input: ids 40
// small: ids 40

public sealed class LstmTagger : Module<Tensor, Tensor>
{
    private readonly Embedding words;
    private readonly LSTM encoder;
    private readonly Linear tags;

    public LstmTagger(int vocabulary = 20000, int width = 100, int hidden = 128, int layers = 2, int tags = 17) : base(nameof(LstmTagger))
    {
        words = Embedding(vocabulary, width);
        encoder = LSTM(width, hidden, numLayers: layers, batchFirst: true, bidirectional: true);
        this.tags = Linear(2 * hidden, tags);
        RegisterComponents();
    }

    public override Tensor forward(Tensor ids)
    {
        var (states, _, _) = encoder.call(words.call(ids));
        return functional.log_softmax(tags.call(states), dim: -1);
    }
}
